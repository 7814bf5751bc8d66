"""What words of danger look like: in lower case, without apostrophes and hyphens, single spaces. Bounded throughout.

Few and exact. "she'll" is "shell" here and "I'll" is "ill".
"""

PERSON = r"(?:him|her|them|my (?:ex|partner|husband|wife|boyfriend|girlfriend))"
THEY = r"(?:he|she|they|my (?:ex|partner|husband|wife|boyfriend|girlfriend))"
WILL = r"(?:ll| will|d| would|s going to|s gonna| is going to| is gonna|re going to|re gonna| are going to)"
MEANS = r"(?:knife|gun|razor|razor blade|rope|noose|pills|tablets)"
TAKEN = r"(?:pills|tablets|paracetamols?|painkillers|sleeping (?:pills|tablets)|aspirins?|ibuprofen)"
HERE = r"(?= *[.!]*$| (?:in my hands?|with me|next to me|ready))"
END = r"(?= *[.!?]*$)"

OWN = (
    r"(?:want|wanna|going|gonna|ready|plan|planning|rather|try|trying|tried) (?:to )?"
    r"(?:die|be dead|not be here|end (?:my life|it all|it tonight|things for good))",
    r"(?:i )?wish i (?:was|were) (?:dead|never born)|better off (?:dead|without me)",
    r"better (?:off )?if i (?:wasnt|werent|was not|were not) (?:here|around|alive)",
    r"(?:kill|killing|killed|hang|hanging|hanged|unalive|drown|drowning|shoot|shooting) my ?self",
    r"(?:cut|cutting|hurt|hurting|harm|harming) my ?self",
    r"(?:end|ending|take|taking) my (?:own )?life|ending it all|suicide|suicidal|self harm(?:ed|ing)?|kms",
    r"(?:dont|do not|didnt|never) (?:want to|wanna) (?:live|be alive|be here any ?more|wake up|exist)",
    r"(?:sleep|fall asleep|go to sleep) and (?:never|not) wake up",
    r"no (?:reason|point) (?:to|in) (?:live|living|being alive|go on)|nothing (?:left )?to live for",
    r"whats the point (?:of|in) (?:living|being alive|life|going on)",
    r"(?:tired|sick) of (?:living|being alive)(?= *[.!?]*$| any ?more| like this)",
    rf"(?:im |i am )?done with life{END}|i feel like dying{END}",
    rf"cant go on(?: any ?more| like this)?{END}|cant do this any ?more|i cant take (?:it|this) any ?more{END}",
    r"(?:nobody|no one) would (?:miss|notice|care)(?: me)?(?: if i (?:was|were) (?:gone|dead|not here)| if i died)",
    rf"life (?:isnt|is not) worth (?:it|living)|(?:want|going|wanna) (?:to )?end it{END}",
    r"(?:thinking|thoughts) (?:of|about) (?:ending it|dying|suicide)",
    r"overdosed?|overdosing|(?:swallowed|drank|drunk|drinking) (?:some |the )?bleach",
    rf"(?:im|i am) (?:going to|gonna) jump{END}|i want it all to (?:stop|end){END}",
    r"(?:im|i am) (?:standing |sitting )?on (?:the|a) (?:bridge|ledge|roof|rail tracks|railway tracks)",
    r"(?:took|taken|swallowed) (?:some |loads of |lots of |a (?:load|lot|bunch|handful|whole (?:box|pack|bottle)) of )?"
    rf"{TAKEN}"
    r"(?! (?:for|to help|against|because of|with) )(?! (?:this|every) (?:morning|day))",
    rf"(?:^|[.!,] )good ?bye (?:everyone|everybody|all|world){END}",
    r"(?:took|taken|swallowed) (?:too many|all (?:the|my)|a lot of|\d{1,3}) (?:\w{1,20} )?(?:pills|tablets|meds)",
    r"(?:took|taken|take|taking) (?:the |my |some )?(?:pills|tablets) to (?:die|end it|sleep for ever)",
    r"(?:cut|cutting|slit|slitting) my wrists?|jump off (?:a|the) (?:bridge|roof|building)",
    rf"(?:i have|ive got|i got|im holding) (?:a|the|my|some) {MEANS}{HERE}",
)
_MEAN_TO = (
    r"(?:i (?:really |just )?(?:want|wanna)|im (?:going|gonna|about|ready|planning)|i am (?:going|ready|planning)"
    r"|im thinking (?:of|about)|i(?:ll| will)|i might) (?:to )?"
)
HARM = (
    rf"^want to (?:kill|murder|stab|strangle|hurt) {PERSON}\b(?! feelings?\b)",
    rf"{_MEAN_TO}(?:kill|killing|murder|stab|stabbing|strangle|shoot|hurt|hurting|beat up) (?:{PERSON}|somebody|someone"
    rf"|(?:his|her|their) new \w{{1,20}})\b(?! (?:an?|feelings?)\b)",
    r"(?:im|i am) (?:parked |standing |waiting )?(?:outside|in front of) (?:his|her|their) "
    r"(?:house|flat|home|work|window|place|door|building)",
    rf"i (?:hit|slapped|punched|choked|strangled|kicked|threatened) {PERSON}"
    r"(?= *[.,!?]*$| (?:once|again|last|yesterday|before|when|and|in|on)\b)",
    r"i (?:put|hid|have) (?:a )?(?:tracker|tracking device|air ?tag) (?:on|in) (?:his|her|their)",
)
_BEATING = r"(?:hitting|beating|punching|choking|strangling|slapping|kicking|raping|attacking|threatening|stalking)"
_AFRAID, _VERY = r"(?:scared|afraid|frightened|terrified)", r"(?:so|really|very|still|always|too|just|also|absolutely)"
OTHERS = (
    rf"{THEY}(?:s| has| have)? (?:just |once |always |often )?"
    r"(?:hit|hits) me(?! (?:up\b|with (?:the|this|that|some) (?:news|truth|words)))",
    rf"{THEY}(?:s| has| have)? (?:just |once |always |often )?(?:beat|beats) me(?! (?:to|at)\b)",
    rf"{THEY}(?:s| has| have)? (?:just |once |always |often )?"
    r"(?:punched|choked|strangled|raped|attacked|slapped|kicked|threatened|threatens|assaulted) me",
    rf"{THEY}(?:s| is| are| was| were| keeps?| kept| starts?| started| has been| have been) {_BEATING} me",
    rf"{THEY}(?:s| is| are| keeps?| has been)? following me(?!(?: again)? (?:back|on)\b)",
    rf"{THEY} follows? me (?:home|everywhere|around|to (?:work|the|my)|in (?:his|her|their) car)",
    r"(?:wont|doesnt|dont) leave me alone and follows? me",
    rf"{THEY}(?:s| has| have)? (?:pushed|shoved|threw|thrown) me (?:down|against|into|over|off|out|across)",
    rf"{THEY}(?:s| has| have)? (?:grabbed me by|forced me to (?:have sex|sleep with)|forced himself on me)",
    rf"{THEY} (?:wont|doesnt|dont|didnt|wouldnt) let me (?:leave|go out|out)",
    rf"{THEY}{WILL} (?:kill|hit|beat|attack|strangle|rape|hurt) (?:me|us)",
    rf"{THEY}(?:s| is| are| has| have|ve)? (?:threatened|threatening|going|gonna) to (?:kill|hurt|hit|find) (?:me|us)",
    rf"{THEY}(?:s| is| are| was| has)? (?:got |getting |become |became )?(?:violent|abusive)"
    r"(?= *[.,!?]*$| (?:to|with|towards) me| again| when| and| at home)",
    rf"{THEY}(?:s| is| has|s got| has got)? (?:(?:outside|here|at the door|at my door) )?(?:with )?(?:a|the)"
    r" (?:knife|gun|weapon)(?= *[.,!?]*$| (?:in|with|at|and|now|again|outside)\b)",
    rf"{THEY}(?:s| is| are)? outside my (?:door|house|flat|window)",
    rf"{THEY} (?:tracks?|(?:is|are) tracking) (?:me|my (?:phone|car|location))",
    rf"(?:^|\bi |\bim |\bi am |\bi was |\bive been |\bi have been |\bi feel |\bi felt |\bi get )(?:{_VERY} ){{0,3}}"
    rf"{_AFRAID} of {PERSON}",
    rf"{_AFRAID} (?:that )?{THEY}{WILL} (?:kill|hurt|hit|beat|find me|come (?:here|over|back|for me"
    r"|to (?:the|my) (?:house|flat|door|work|place)))",
    rf"{THEY} (?:scares?|scared|frightens|frightened|terrifies|terrified) me"
    r"(?= *[.,!?]*$| (?:so|when|sometimes|a lot)\b)",
    rf"{THEY} used to (?:hit|beat|punch|choke|strangle|kick|slap|threaten|rape) me",
    r"(?:i was|ive been|i have been|i got|im being) (?:raped|beaten|choked|strangled|assaulted|stalked)",
    rf"attacked by {THEY}|(?:im|i am|i feel) (?:not safe|unsafe|in danger)",
)
