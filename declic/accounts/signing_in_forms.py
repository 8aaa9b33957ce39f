"""The forms of signing in: the second step, confirming, second factors, a new passphrase."""

from typing import Any, ClassVar

from wtforms import HiddenField, PasswordField
from wtforms.validators import InputRequired, Length

from declic.accounts.vocabulary import PASSKEY_WORDS, PasskeyKind
from declic.core.forms import NEEDED, Form, Line, Radio
from declic.core.i18n import N_

ONE_TIME = {"autocomplete": "one-time-code", "autocapitalize": "characters"}


class SecondForm(Form):
    """A code of the app or of the paper, or a passkey's answer."""

    about: ClassVar[dict[str, str]] = {"code_wrong": "code"}

    code = Line(
        N_("Code"),
        most=30,
        required=False,
        description=N_("The six figures that your app shows now, or one of your recovery codes."),
        render_kw=ONE_TIME,
    )
    challenge = HiddenField()
    answer = HiddenField()

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.code.flags.required, self.code.flags.optional = True, False  # a passkey answers without


class AgainForm(Form):
    """The passphrase once more."""

    passphrase = PasswordField(
        N_("Passphrase"),
        [InputRequired(NEEDED), Length(max=128)],
        render_kw={"autocomplete": "current-password"},
    )


class AppForm(Form):
    """The first code of an app."""

    about: ClassVar[dict[str, str]] = {"code_wrong": "code"}

    code = Line(
        N_("Code"),
        most=10,
        description=N_("The six figures that the app shows now."),
        render_kw={**ONE_TIME, "inputmode": "numeric"},
    )
    seed = HiddenField()


class PasskeyForm(Form):
    """Where a new passkey lives."""

    about: ClassVar[dict[str, str]] = {"passkey_known": "kind"}

    kind = Radio(
        N_("Where is this passkey?"),
        [InputRequired(N_("Choose one."))],
        choices=PASSKEY_WORDS,
        coerce=PasskeyKind,
    )
    challenge = HiddenField()
    answer = HiddenField()


class PassphraseForm(Form):
    """A new passphrase."""

    about: ClassVar[dict[str, str]] = {
        "passphrase_length": "passphrase",
        "passphrase_common": "passphrase",
    }

    passphrase = PasswordField(
        N_("New passphrase"),
        [InputRequired(NEEDED), Length(max=128)],
        description=N_("At least 15 characters: four or five words that do not belong together."),
        render_kw={"autocomplete": "new-password"},
    )
