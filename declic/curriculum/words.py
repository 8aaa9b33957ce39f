"""The sentences of this floor's refusals: of files, of documents, of actions."""

from declic.core.errors import sentences
from declic.core.i18n import N_

sentences(
    {
        "file_too_large": N_("The file is larger than %(most)s kB."),
        "file_not_utf8": N_("This line is not UTF-8. Save the file as UTF-8 and try again."),
        "file_character": N_("This line holds a character that cannot be seen (%(character)s). Take it out."),
        "file_syntax": N_("This is not valid YAML: %(what)s."),
        "file_empty": N_("There is nothing in this file."),
        "file_anchor": N_("Anchors (&), aliases (*) and merges (<<) are not read. Write the text out."),
        "file_tag": N_("Tags (!) are not read. Write the plain value."),
        "file_too_deep": N_("Too many things lie inside one another here."),
        "file_key": N_("A name before a colon is a text or a whole number. Put it between quotes."),
        "file_double": N_("The name %(key)s stands here twice. Keep one of the two."),
        "file_number": N_("%(number)s is not a number that can be read. Put a text between quotes."),
    }
)
sentences(
    {
        "part_missing": N_("%(where)s: this is missing."),
        "part_not_mapping": N_("%(where)s: names with values are needed here."),
        "part_not_list": N_("%(where)s: a list is needed here."),
        "part_count": N_("%(where)s: %(low)s to %(high)s entries are needed here."),
        "part_not_text": N_("%(where)s: a text is needed here. Put it between quotes."),
        "part_length": N_("%(where)s: 1 to %(most)s characters are needed here."),
        "part_pattern": N_("%(where)s: this cannot be a code. Write it as in this example: %(example)s."),
        "part_not_yes_no": N_("%(where)s: true or false is needed here."),
        "part_number": N_("%(where)s: a number from %(low)s to %(high)s is needed here."),
        "part_whole_number": N_("%(where)s: a whole number from %(low)s to %(high)s is needed here."),
        "part_order": N_("%(where)s: this cannot be less than %(low)s."),
        "part_language": N_("%(where)s: there is no language %(language)s. Known are fr, nl, de and en."),
        "part_level": N_("%(where)s: there is no level %(level)s. Levels are 1, 2, 3 and 4."),
        "code_double": N_("%(where)s: another one has this code already."),
        "code_not_of_module": N_(
            "%(where)s: a skill's code starts with its module's code and a dot: %(module)s."
        ),
        "module_unknown": N_("%(where)s: there is no module %(module)s."),
        "module_circle": N_("%(where)s: the prerequisites go in a circle, so this module can never open."),
        "gate_one": N_("%(where)s: exactly one module is the safeguarding gate; here there are %(n)s."),
        "gate_critical": N_("%(where)s: the safeguarding gate needs at least one critical skill."),
        "hours_sum": N_("%(where)s: the modules add up to %(hours)s hours, not %(stated)s."),
        "seat_unknown": N_("%(where)s: seats are observe, co_facilitate and lead, each once."),
        "seat_missing": N_("%(where)s: the seat %(seat)s is missing."),
        "seat_later": N_("%(where)s: the seat %(seat)s only opens later, so this one could never open."),
        "topics_missing": N_(
            "%(where)s: no seat says “one of A|B matching the topic”, so no workshop would have a topic."
        ),
        "seat_requires": N_(
            "%(where)s: “%(needed)s” is neither a module, nor a seat, nor “all modules”, "
            "nor “one of A|B matching the topic”."
        ),
    }
)
sentences(
    {
        "version_published": N_("A published version never changes. Draft a new version from it."),
        "version_is_draft": N_("This version is still a draft. Publish or discard it first."),
        "draft_open": N_("The draft %(label)s of this programme is still open. Publish or discard it first."),
        "label_taken": N_("This programme has a version %(label)s already. Choose another label."),
        "label_pattern": N_("A label has 1 to 20 letters, figures, dots or dashes, such as 2027.1."),
        "module_not_here": N_("This version has no module %(module)s."),
        "publisher_unknown": N_(
            "Nobody who may publish has the user name %(name)s: name a coordinator or administrator."
        ),
    }
)
sentences(
    {
        "change_module_new": N_("Module %(which)s is new: %(title)s"),
        "change_module_gone": N_("Module %(which)s goes: %(title)s"),
        "change_module_title": N_("%(which)s: the title is worded anew."),
        "change_module_hours": N_("%(which)s takes %(after)s hours instead of %(before)s."),
        "change_module_before": N_("%(which)s opens after: %(after)s (until now: %(before)s)."),
        "change_module_gate": N_("%(which)s becomes the safeguarding gate: no workshop before it is done."),
        "change_module_no_gate": N_("%(which)s is no longer the safeguarding gate."),
        "change_module_order": N_("The modules stand in another order: %(after)s."),
        "change_skill_new": N_("Skill %(which)s is new: %(title)s"),
        "change_skill_gone": N_("Skill %(which)s goes: %(title)s"),
        "change_skill_title": N_("%(which)s: the title is worded anew."),
        "change_skill_critical": N_("%(which)s becomes critical."),
        "change_skill_not_critical": N_("%(which)s is no longer critical."),
        "change_skill_level": N_("%(which)s: level %(level)s is worded anew."),
        "change_seat": N_("%(title)s: how many are needed, or what opens this seat, changes."),
        "change_seat_title": N_("%(title)s: this seat is worded anew."),
        "change_titles": N_("The programme or its levels are worded anew."),
    }
)
