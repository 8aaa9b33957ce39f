"""One's own data as a PDF. The page is set by typst; what it sets comes in as data, never as markup."""

import json
from typing import Any

import typst

from declic.core import clock, i18n
from declic.core.i18n import _

PAGE = """
#let told = json(bytes(sys.inputs.told))
#set document(title: told.title)
#set page(paper: "a4", margin: 2cm, numbering: "1 / 1")
#set text(size: 10pt, lang: told.language)
#set heading(numbering: none)
= #told.title
#told.lead
#for part in told.parts [
  == #part.title
  #text(size: 9pt, fill: luma(90), part.why)
  #for row in part.rows [
    #block(breakable: false, stroke: (top: 0.4pt + luma(200)), inset: (top: 4pt, bottom: 2pt), width: 100%)[
      #for pair in row [#text(fill: luma(90), pair.at(0)): #pair.at(1) #h(8pt) ]
    ]
  ]
]
"""


def own_data_pdf(name: str, parts: list[dict[str, Any]]) -> bytes:
    """The PDF of what `export.in_words` tells, in the reader's language."""
    told = {
        "title": _("My data at Declic: %(name)s", name=name),
        "lead": _("Everything that is kept about you on %(day)s.", day=i18n.day(clock.today())),
        "language": i18n.language(),
        "parts": parts,
    }
    made: bytes = typst.compile(PAGE.encode(), sys_inputs={"told": json.dumps(told)})
    return made
