"""The words of change: which way each says that something went, and what takes such a word back."""

UP = (
    r"higher|more|longer|above|up|greater|larger|bigger|increas(?:e[ds]?|ing)|rose|rise[sn]?|rising|gr(?:ew|own|ow|ows|owing|owth)|"
    r"climb(?:s|ed|ing)?|jump(?:s|ed)?|soar(?:s|ed)|surg(?:e[ds]?|ing)|exceed(?:s|ed|ing)?|went\s+up|gone\s+up|go(?:es)?\s+up|uplift|upturn|hike|lengthen(?:s|ed|ing)?|leapt|rocketed|mount(?:s|ed|ing)|swell(?:ed|ing)?|"
    r"over\s+(?:the|its|our|their|a)\s+target"
)
DOWN = (
    r"lower|fewer|less|shorter|below|down|smaller|decreas(?:e[ds]?|ing)|fell(?!\s+(?:behind|in(?:to|side)?|within|outside|under|through|short)\b)|fall(?:s|en|ing)?(?!\s+(?:behind|in(?:to|side)?|within|outside|under|through)\b)|drop(?:s|ped|ping)?|reduc\w+|reduction|"
    r"declin(?:e[ds]?|ing)|dip(?:s|ped)?|eas(?:e[ds]|ing)|shr[aiu]nk(?:s|ing)?|slump(?:s|ed)?|plung(?:e[ds]?)|plummet(?:s|ed)?|"
    r"cut|slipped|went\s+down|gone\s+down|go(?:es)?\s+down|tumbl(?:e[ds]?|ing)|downturn|shorten(?:s|ed|ing)?|dwindl(?:e[ds]?|ing)|slid|halv(?:e[ds]?|ing)|short\s+of|under\s+(?:the|its|our|their|a)\s+target"
)
SLOWER, FASTER = r"slower", r"faster|quicker"  # of times only: a rate that is faster is another thing
BETTER = (
    r"better(?!\s+(?:placed|equipped|prepared|able|known|understood|informed|off|use[ds]?)\b)|"
    r"improv(?:e[ds]?|ing|ements?)(?!\s+(?:plans?|notices?|programmes?|boards?))"
)
WORSE = r"worse(?:n(?:ed|s|ing)?)?|deteriorat(?:e[ds]?|ing|ion)"
SAME = (
    r"unchanged|level\s+with|on\s+a\s+par\s+with|match(?:ed|es)(?=\s+(?:the\s+(?:level|figure|number|rate)\s+of\s+)?(?:a\s+year|last\s+(?:year|month|quarter)|the\s+(?:year|month|quarter)\s+before|the\s+same\s+(?:month|time|period|quarter)))|no\s+change|no\s+different|(?:did|has|have|had)\s+not\s+changed?|(?:didn|hasn|haven)[’']t\s+changed?|"
    r"the\s+same(?=\s+(?:as|in\s+both)|\s*[.,;)]|\s+\ue000)"
)
# what is no direction: people give up, calls are taken up, a limit is `up to` so many
NO_DIRECTION = (
    r"(?:g[ai]v(?:e|es|en|ing)|set(?:ting)?|ma[dk](?:e|es|ing)|t(?:ake|aken|aking|ook)|pick(?:ed|ing)?|ke(?:ep|eping|pt)|follow(?:ed|ing|s)?|"
    r"back(?:ed)?|sign(?:ed|ing)?|put|open(?:ed|s)?|br(?:oken|ought|eak)|caught|catch|ended|buil[dt]|speed(?:ing)?|hang(?:ing)?|hung|"
    r"call(?:ed)?|look(?:ed|ing)?|sped|clos(?:e|ed)|slow(?:ed|s|ing)?|cut|wound|wind|shut|laid|sent|handed|passed|turned|came|come|stood)\s+$"
)
TAKEN_BACK = (
    r"(?:\b(?:not|no|never|nor|neither|without|hardly|barely|rather\s+than|instead\s+of|far\s+from|nothing)\b(?!\s+only)|n[’']t\b)"
    r"(?:\s+[\w’'-]+){0,2}\s*$"
)
NOT_YET = (
    r"\b(?:would|could|might|may|should|if|whether|will|shall|expected|expects?|forecast|aims?|hopes?|plans?|planned|targets?|intends?|"
    r"intended|in\s+order|so\s+as)\b[^,;:.\ue000]*$|(?<!continued )(?<!continues )(?<!continuing )(?<!went on )\bto\s+$"
)
ABOUT = (
    r"(?:about|around|roughly|some|nearly|almost|over|only|just|another|a\s+further|well\s+over|just\s+(?:over|under)|"
    r"approximately)"
)
