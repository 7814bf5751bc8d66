"""What words of danger look like: in lower case, without apostrophes and hyphens, single spaces. Bounded throughout.

Few and exact. "she'll" is "shell" here and "I'll" is "ill".
"""

PERSON = r"(?:him|her|them|my (?:ex|partner|husband|wife|boyfriend|girlfriend))"
ELDERS = r"dad|daddy|father|papa|mum|mom|mother|mama|parents|uncle|aunt|grandad|grandfather|gran|nan"
NEAR_ONES = (
    r"friend|mate|brother|sister|son|daughter|kid|child|flatmate|roommate|housemate|cousin|neighbour|neighbor|colleague"
    r"|niece|nephew|student"
)
THEY = r"(?:he|she|they|my (?:ex|partner|husband|wife|boyfriend|girlfriend))"
WILL = r"(?:ll| will|d| would|s going to|s gonna| is going to| is gonna|re going to|re gonna| are going to)"
MEANS = r"(?:knife|gun|razor|razor blade|rope|noose|pills|tablets)"
TAKEN = r"(?:pills|tablets|paracetamols?|painkillers|sleeping (?:pills|tablets)|aspirins?|ibuprofen)"
HERE = r"(?= *[.!]*$| (?:in my hands?|with me|next to me|ready))"
END = r"(?= *[.!?]*$)"

# Danger to one's own life. Intent, means and leave-taking (tier 3).
NOW = {
    "taken": (
        r"(?:overdosed?|overdosing)"
        r"(?! on (?!\w{0,12} ?(?:pills|tablets|meds|medication|paracetamol|insulin|heroin|drugs)))"
        r"|(?:swallowed|drank|drunk|drinking) (?:some |the )?bleach",
        r"(?:took|taken|swallowed) (?:some |loads of |lots of "
        rf"|a (?:load|lot|bunch|handful|whole (?:box|pack|bottle)) of )?{TAKEN}"
        r"(?! (?:for|to help|against|because of|with) )(?! (?:this|every) (?:morning|day))",
        r"(?:took|taken|swallowed) (?:too many|all (?:the|my)|a lot of|\d{1,3}) (?:\w{1,20} )?(?:pills|tablets|meds)",
        r"(?:took|taken|take|taking) (?:the |my |some )?(?:pills|tablets) to (?:die|end it|sleep for ever)",
    ),
    "means": (
        rf"(?:i have(?: got)?|ive got|i got|im holding) (?:a|the|my|some) {MEANS}{HERE}",
        r"(?:im|i am) (?:standing |sitting )?on (?:the|a) (?:bridge|ledge|roof|rail tracks|railway tracks)",
        rf"(?:im|i am) (?:going to|gonna) jump{END}",
    ),
    "goodbye": (rf"(?:^|[.!,] )good ?bye (?:everyone|everybody|all|world){END}",),
    "intent": (
        r"(?:going|gonna|ready|plan|planning|try|trying|tried) (?:to )?"
        r"(?:die|be dead|end (?:my life|it all|it tonight|things for good))",
        r"(?:going to|gonna|ready to|plan to|planning to|trying to|tried to|about to) "
        r"(?:kill|hang|drown|shoot) my ?self",
        r"(?:cut|cutting|slit|slitting) my wrists?|jump off (?:a|the) (?:bridge|roof|building)",
    ),
}

# A wish to die, a burden, no point, harm to oneself (tier 2).
WISH = {
    "wish_to_die": (
        r"(?<!dont )(?<!do not )(?<!didnt )(?<!never )(?:want|wanna|rather) (?:to )?"
        r"(?:die|be dead|not be here|end (?:my life|it all|it tonight|things for good))",
        r"(?:i )?wish i (?:was|were) (?:dead|never born)|better off dead",
        r"(?:dont|do not|didnt|never) (?:want to|wanna) (?:live|be alive|be here any ?more|wake up|exist)",
        r"(?:sleep|fall asleep|go to sleep) and (?:never|not) wake up",
        rf"i feel like dying{END}|(?:want|going|wanna) (?:to )?end it{END}|i want it all to (?:stop|end){END}",
    ),
    "said_plainly": (
        r"(?:kill|killing|killed|hang|hanging|hanged|unalive|drown|drowning|shoot|shooting) my ?self",
        r"(?:end|ending|take|taking) my (?:own )?life|ending it all|suicide|suicidal|kms",
        r"(?:thinking|thoughts) (?:of|about) (?:ending it|dying|suicide)",
        r"(?:dont|do not|didnt|never) (?:want to|wanna) (?:die|be dead|end (?:my life|it all|it tonight))",
    ),
    # The plainest sentences of other languages, without accents. No native speaker has looked at them.
    "said_elsewhere": (
        r"(?:me )?quiero (?:morir(?:me)?|matarme)|me quiero (?:morir|matar)|me voy a matar|no quiero (?:seguir )?vivir"
        r"|ganas de morir|suicidarme",
        r"quero (?:morrer|me matar)|vou me matar|nao quero (?:mais )?viver|vontade de morrer|me suicidar",
        r"je (?:veux|vais) (?:mourir|me tuer|en finir|me suicider)|envie de mourir|je ne veux plus vivre",
        r"plus envie de vivre|ich (?:will|mochte|moechte) (?:sterben|nicht mehr leben)|ich bringe? mich um",
        r"mich umbringen|will nicht mehr leben|mujhe (?:marna|mar jana|mar jaana) hai|main? marna chaht[ai]",
        r"mar jana chaht[ai]|jeena nahin? (?:chaht[ai]|hai)|khudkushi|zindagi khatam",
    ),
    "burden_elsewhere": (
        r"ohne mich besser dran|mejor sin mi\b|mieux sans moi|melhor(?:es)? sem mim",
        r"mere bina (?:sab )?(?:behtar|khush)",
    ),
    "self_harm": (r"(?:cut|cutting|hurt|hurting|harm|harming) my ?self|self harm(?:ed|ing)?",),
    "burden": (
        r"better off without me|better (?:off )?if i (?:wasnt|werent|was not|were not) (?:here|around|alive)",
        r"(?:nobody|no one) would (?:miss|notice|care)(?: me)?(?: if i (?:was|were) (?:gone|dead|not here)| if i died)",
    ),
    "no_point": (
        r"no (?:reason|point) (?:to|in) (?:live|living|being alive|go on)|nothing (?:left )?to live for",
        r"whats the point (?:of|in) (?:living|being alive|life|going on)",
        r"(?:tired|sick) of (?:living|being alive)(?= *[.!?]*$| any ?more| like this)",
        rf"(?:im |i am )?done with life{END}|life (?:isnt|is not) worth (?:it|living)",
        rf"cant go on(?: any ?more| like this)?{END}",
    ),
}

# Could be either, and a kind person would ask (tier 1).
EITHER = {
    "at_the_end": (rf"cant do this any ?more|i cant take (?:it|this) any ?more{END}",),
    "not_safe": (rf"(?:im|i am|i feel) (?:not safe|unsafe){END}",),
    "no_way_on": (r"i (?:dont|cant|do not) see (?:a|any|my) future", r"(?:only |just )?one way out"),
    "perhaps_tried": (
        r"(?:^|[.!,] )i (?:almost |nearly )?tried(?: it)? (?:again )?(?:last night|yesterday|this morning|tonight)"
        rf"{END}",
        r"(?:it )?didnt work (?:and )?(?:i )?woke up in (?:the |a )?(?:hospital|er|a and e)",
    ),
}

# Over and settled: with words of danger, and little danger in them otherwise.
PAST = (
    r"(?:years|months|a (?:long|while)|decades) (?:ago|back)|back then|used to|when i was (?:\d{1,2}"
    r"|a (?:kid|teen\w{0,5}|child|student)|young\w{0,3}|at (?:school|uni))"
    r"|(?:last|that) (?:year|winter|summer|spring|autumn)"
    r"|in (?:19|20)\d\d|in my (?:teens|twenties|thirties|youth)"
)

PRESENT = r"again|still|tonight|today|now|these days|lately|at the moment|any ?more"
ME_TOO = (
    r"(?:so|and) (?:am|do|will|would) i|me too|i (?:do )?(?:too|as well|also)|i want to|i wanna|i wish|myself too"
    r"|with (?:him|her|them)"
)

# An order of a court, whoever it is against: nobody is hurt or followed by speaking of one.
_LAW = r"(?:judge|court|probation|police|bail|magistrate)"
ORDER = (
    r"(?:restraining|protection|protective|non ?molestation|no contact|harassment) order|injunction"
    rf"|court order (?:against|not to|says|that i|i must|to stay)|{_LAW} (?:\w{{1,12}} ){{0,2}}(?:says?|said|told me"
    r"|conditions?)(?: \w{1,12}){0,4} (?:no contact|not (?:to )?(?:contact|see|call)|(?:stay|keep) away)"
    r"|not allowed to (?:contact|see|call|text|go near) (?:him|her|them|my ex)(?:[ ,]{1,2}\w{1,12}){0,3}"
    rf"[ ,]{{1,2}}(?:{_LAW}|order|by law|legally|lawyer)"
)
NO_ORDER = (  # before it, with nothing but small words between
    r"(?:no|without|want|wants|get|getting|apply for|applying for|ask for|asking for|need|could get|should get"
    r"|thinking of|threatened|threatens|what is|whats|what does)"
    r"(?: (?:a|an|the|any|about|with|of|to|get|getting|me)){0,3}"
)
ANOTHERS = r"my (?:friend|mate|therapist|counsellor|counselor|mum|mom|dad|parents|sister|brother|cousin|boss)"
OVER = r"(?:dropped|lifted|expired|ended|refused|denied|over|gone)"  # after it
BREACH = (
    r"\b(?:br(?:oke|eak|eaks|eaking|oken)|breach\w{0,3}|ignor\w{1,3}|outside|came|come|comes|coming"
    r"|show(?:s|ed|ing)? up"
    r"|threat\w{0,6}|text(?:s|ed|ing)?|find (?:me|him|her)|found me|push\w{0,3}|hit\w{0,4}|wait\w{0,3}|watch\w{0,3}"
    r"|going (?:there|to (?:his|her|their))|follow\w{0,3}|scared|afraid)\b"
)
# A clear no of the other.
_CLAUSE = r"(?= *(?:$|[.,!?;]| but\b| and\b| any\b| again| ever\b| yet\b| so\b| i\b))"
TOLD_NO = (
    r"(?:he|she|they|my ex) (?:has |have )?(?:(?:said|asked for|asked me for|wants?) no (?:more )?contact"
    r"|(?:told|asked) me (?:to (?:stop (?:contacting|calling|texting|writing(?: to)?|messaging)(?: (?:him|her|them))?"
    r"|leave (?:him|her|them) alone)"
    r"|(?:not|never) to (?:contact|call|text|write(?: to)?|message)(?: (?:him|her|them))?))"
    rf"{_CLAUSE}"
)
PERHAPS = r"(?:if|does|did|should|think|thinks|maybe|whether|would|hope|wish)"

# What the writer has done, or has, in a sentence that tells of somebody else as well.
I_DID = (
    r"\bi (?:(?:just|have|already|also|ve) ){0,3}(?:took|taken|swallowed|overdosed|drank|have|got)"
    r"|\bive (?:just )?(?:got|taken|swallowed)|\bim (?:holding|on|standing|going|gonna)"
)

# Somebody else's danger to their own life, what they have done, and their death. The names decide the answer.
THEIR_ACT, THEIR_DEATH = "their_act", "their_death"
_SOMEBODY = rf"(?:{THEY}|my (?:best )?(?:{NEAR_ONES}|{ELDERS}))"
THEIRS = {
    "their_life": (
        rf"{_SOMEBODY}(?:s| is| has| was| will|ll|d| keeps?)?(?: \w{{1,12}}){{0,4}} "
        r"(?:kill|killing|hurt|hurting|harm|harming|cut|cutting) (?:him|her|them) ?sel(?:f|ves)",
        rf"{_SOMEBODY}(?: \w{{1,12}}){{0,3}} (?:wants?|wanted|going|threaten\w{{0,6}}|tried|says?|said)"
        r"(?: \w{1,12}){0,4} (?:to die|end (?:his|her|their) (?:own )?life|to be dead)",
        rf"{_SOMEBODY}(?:s| is| was| has been)? (?:feeling )?suicidal|{_SOMEBODY} threatens? (?:with )?suicide",
    ),
    THEIR_ACT: (
        rf"{_SOMEBODY}(?:s| has)? (?:just )?(?:overdosed(?! (?:\w{{1,12}} ){{0,2}}(?:years|last|ago|died)| on )"
        rf"|(?:took|taken|swallowed) (?:an overdose"
        rf"|(?:(?:some|all|all the|the|too many|a lot of|loads of|\d{{1,3}}) )?{TAKEN}"
        rf"|(?:a|the|his|her|their) (?:whole )?(?:bottle|box|pack|packet|bunch|handful|load) of {TAKEN})"
        r"(?! (?:this|every|for|to help|against|away|from)\b))",
    ),
    THEIR_DEATH: (
        rf"{_SOMEBODY}(?:s| has)? (?:just )?(?:(?:hanged|hung|shot|drowned|killed) (?:him|her|them)sel(?:f|ves)"
        r"|took (?:his|her|their) own (?:life|lives)|died (?:by|from|through) suicide)",
        r"\bi(?:ve)? (?:just )?lost (?:him|her|them|(?:my|a) (?:\w{1,12} )?\w{1,12}) to suicide",
    ),
}

_AFRAID = r"(?:scared|afraid|frightened|terrified)"
_WEAPON = r"(?:knife|gun|bat|hammer|machete|acid|petrol)"
_MEAN_TO = (
    r"(?:i (?:really |just )?(?:want|wanna)|im (?:going|gonna|about|ready|planning)|i am (?:going|ready|planning)"
    r"|im thinking (?:of|about)|i(?:ll| will)|i might) (?:to )?"
)
# Harm to somebody else, done or meant.
HARM = {
    "violence_meant": (
        rf"^want to (?:kill|murder|stab|strangle|hurt) {PERSON}\b(?! feelings?\b)",
        rf"{_MEAN_TO}(?:kill|killing|murder|stab|stabbing|strangle|shoot|hurt|hurting|beat up) "
        rf"(?:{PERSON}|somebody|someone|(?:his|her|their) new \w{{1,20}})\b(?! (?:an?|feelings?)\b)",
    ),
    "violence_done": (
        rf"i (?:hit|slapped|punched|choked|strangled|kicked|threatened) {PERSON}"
        r"(?= *[.,!?]*$| *[.!?] | (?:once|again|last|yesterday|before|when|and|in|on)\b)",
    ),
    "armed": (
        rf"{_WEAPON}\b(?: \w{{1,12}}){{0,8}} (?:outside|at|to|near|for) (?:his|her|their|(?:my )?ex(?:s|es)?)"
        r" (?:house|flat|home|place|work|door|car|street|new)",
        rf"outside (?:his|her|their) (?:house|flat|home|place|work|door)\b(?: \w{{1,12}}){{0,5}} {_WEAPON}",
        r"(?:burn|torch|set fire to|blow up) (?:down )?(?:his|her|their) (?:house|flat|home|car|place|work)\b",
        r"if i cant have (?:him|her|them) (?:nobody|no ?one)",
        rf"(?:{_AFRAID}|worried) (?:that )?(?:im (?:going to|gonna)|ill|i (?:might|will|could|may|am going to))"
        r" (?:hurt|hit|kill) (?:him|her|them|somebody|someone)(?! (?:feelings?|by)\b)",
        r"(?:scared|afraid|frightened) of what i (?:might|could|may|will) do to (?:him|her|them|somebody|someone)",
    ),
    "watching": (
        r"(?:im|i am) (?:parked |standing |waiting )?(?:outside|in front of) (?:his|her|their) "
        r"(?:house|flat|home|work|window|place|door|building)",
        r"i (?:put|hid|have) (?:a )?(?:tracker|tracking device|air ?tag) (?:on|in) (?:his|her|their)",
    ),
}

_BEATING = r"(?:hitting|beating|punching|choking|strangling|slapping|kicking|raping|attacking|threatening|stalking)"
_VERY = r"(?:so|really|very|still|always|too|just|also|absolutely)"
FAMILY = (
    rf"(?:my (?:{ELDERS}|step ?(?:dad|father|mum|mom|mother)|family|(?:(?:big|older|little|step) ?)?(?:brother|sister)"
    r"|foster (?:dad|father|mum|mom|mother|parents)|(?:mum|mom|mother)s (?:boyfriend|husband|partner|bf))"
    r"|(?:^|[.!?,] )(?:dad|mum|mom))"
)
_WITH = r"(?! with (?!(?:a|the|his|her|their) (?:belt|hands?|fists?|stick|shoe|cane|hanger|cable)))"  # no news
AT_HOME = "at_home"  # the cue of those whom their family hurts
# Harm from somebody else.
OTHERS = {
    "violence": (
        rf"{THEY}(?:s| has| have)? (?:just |once |always |often )?"
        r"(?:hit|hits) me(?! (?:up\b|with (?:the|this|that|some) (?:news|truth|words)))",
        rf"{THEY}(?:s| has| have)? (?:just |once |always |often )?(?:beat|beats) me(?! (?:to|at)\b)",
        rf"{THEY}(?:s| has| have)? (?:just |once |always |often )?"
        r"(?:punched|choked|strangled|raped|attacked|slapped|kicked|threatened|threatens|assaulted) me",
        rf"{THEY}(?:s| is| are| was| were| keeps?| kept| starts?| started| has been| have been) {_BEATING} me",
        rf"{THEY}(?:s| has| have)? (?:pushed|shoved|threw|thrown) me (?:down|against|into|over|off|out|across)",
        rf"{THEY}(?:s| has| have)? (?:grabbed me by|forced me to (?:have sex|sleep with)|forced himself on me)",
        rf"{THEY}(?:s| is| are| was| has)? (?:got |getting |become |became )?(?:violent|abusive)"
        r"(?= *[.,!?]*$| (?:to|with|towards) me| again| when| and| at home)",
        rf"{THEY} used to (?:hit|beat|punch|choke|strangle|kick|slap|threaten|rape) me",
        r"(?:i was|ive been|i have been|i got|im being|i am being) (?:raped|beaten|choked|strangled|assaulted|stalked)",
        rf"attacked by {THEY}",
    ),
    # The plainest sentences of other languages, without accents. No native speaker has looked at them.
    "hurt_elsewhere": (
        r"(?:mon (?:copain|mari|mec|ex)|ma (?:copine|femme)|il|elle) me (?:frappe|tape|bat|cogne|gifle|menace)",
        r"(?:mi (?:novi[oa]|marido|ex|pareja)|el|ella) me (?:pega|pego|golpea|golpeo|amenaza)",
        r"(?:(?:meu|minha) (?:namorad[oa]|marido|ex)|el[ea]) me (?:bate|bateu|agride|agrediu|ameaca)",
        r"(?:mein (?:freund|mann|ex)|er) (?:schlagt|schlug|wurgt|bedroht) mich",
        r"(?:wo|pati|boyfriend) mujhe (?:maarta|marta|peetta) hai",
    ),
    AT_HOME: (
        rf"{FAMILY}(?:s| has| have)? (?:(?:just|once|always|often|still|sometimes|used to) ){{0,2}}"
        r"(?:hits?|punche[sd]|kicks|kicked|slaps|slapped|chokes|choked|attacked|rapes?|raped|touches|touched|hurts) me"
        rf"(?! (?:up\b|out\b|off\b)){_WITH}",
        rf"{FAMILY}(?:s| has| have)? (?:(?:just|once|always|often|still|sometimes|used to) ){{0,2}}beats? me"
        r"(?! (?:to|in|by)\b| at (?!home|night))",
        rf"{FAMILY}(?:s| is| are| was| were| keeps?| kept)? (?:{_BEATING}|hurting|molesting) me",
        rf"{FAMILY}(?:s| has| have)? (?:pushed|shoved|threw|thrown) me (?:down|against|into|over|across)",
        rf"{FAMILY}(?:s| is| are| gets| get) (?:violent|abusive)(?= *[.,!?]*$| (?:to|with|towards) me| again)",
        rf"(?<!not ){_AFRAID} of {FAMILY}(?= *[.,!?]*$| when| because| hitting)",
        rf"{FAMILY} (?:locks?|locked) me (?:in|up)(?! the car)(?! by (?:mistake|accident))",
    ),
    "followed": (
        rf"{THEY}(?:s| is| are| keeps?| has been)? following me(?!(?: again)? (?:back|on)\b)",
        rf"{THEY} follows? me (?:home|everywhere|around|to (?:work|the|my)|in (?:his|her|their) car)",
        r"(?:wont|doesnt|dont) leave me alone and follows? me",
        rf"{THEY}(?:s| is| are)? outside my (?:door|house|flat|window)",
        rf"{THEY} (?:tracks?|(?:is|are) tracking) (?:me|my (?:phone|car|location))",
    ),
    "held": (rf"{THEY} (?:wont|doesnt|dont|didnt|wouldnt) let me (?:leave|go out|out)",),
    "threat": (
        rf"{THEY}{WILL} (?:kill|hit|beat|attack|strangle|rape|hurt) (?:me|us)",
        rf"{THEY}(?:s| is| are| has| have|ve)? (?:threatened|threatening|going|gonna) to "
        r"(?:kill|hurt|hit|find) (?:me|us)",
        rf"{THEY}(?:s| is| has|s got| has got)? (?:(?:outside|here|at the door|at my door) )?(?:with )?(?:a|the)"
        r" (?:knife|gun|weapon)(?= *[.,!?]*$| (?:in|with|at|and|now|again|outside)\b)",
    ),
    "fear": (
        rf"(?:^|\bi |\bim |\bi am |\bi was |\bive been |\bi have been |\bi feel |\bi felt |\bi get )(?:{_VERY} ){{0,3}}"
        rf"{_AFRAID} of {PERSON}",
        rf"{_AFRAID} (?:that )?{THEY}{WILL} (?:kill|hurt|hit|beat|find me|come (?:here|over|back|for me"
        r"|to (?:the|my) (?:house|flat|door|work|place)))",
        rf"{THEY} (?:scares?|scared|frightens|frightened|terrifies|terrified) me"
        r"(?= *[.,!?]*$| (?:so|when|sometimes|a lot)\b)",
        r"(?:im|i am|i feel) (?:not safe|unsafe|in danger)",
    ),
}
