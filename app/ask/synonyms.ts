/**
 * What people call things that the documentation calls otherwise: where a question holds the first, the second is searched for
 * as well. Many come from Airflow and from GitHub Actions with the words of these.
 */
const synonyms: readonly (readonly [asked: RegExp, words: string])[] = [
  // Times
  [
    /\bcron|\bevery (?:day|hour|week|month|minute|morning|night)|\bdaily|\bhourly|\bweekly|\bnightly|\btimer/,
    'schedule trigger cron',
  ],
  [/\bbackfill|\bcatch ?up/, 'backfill missed dates recoverMissedSchedules schedule'],
  [
    /\b(?:another|other|upstream|after an?|after the) (?:flow|workflow|dag|pipeline)s? (?:\w+ )?(?:finish|end|succe|complet|fail)/,
    'triggers Flow trigger preconditions start ended',
  ],
  // Tasks that run others
  [
    /\bloop(?!s? ?until)|\biterat|\bmatrix|\bfor each|\beach (?:item|value|element)|\bdynamic task/,
    'ForEach for each value list',
  ],
  [/\bwhile\b|\bpoll|\bsensor|\bwait(?:s|ing)? (?:for|until)/, 'LoopUntil until'],
  [
    /\bbranch(?:es|ing)?\b(?=.*\b(?:condition|if|depend))|\bif[ /-]else|\bconditional/,
    'If Switch condition one other',
  ],
  [/\bparallel|\bconcurrent|\bsimultan|\bat once/, 'same time parallel concurrent'],
  [/\bapprov|\bmanual step|\bhuman/, 'pause resume approval'],
  [/(?<!\bsub[ -]?)\bdag\b|\bdepends? on\b|\bdependenc\w+ (?:between|of) tasks/, 'Dag dependsOn'],
  [/\boperator/, 'task type'],
  [
    /\b(?:sub|child)[ -]?(?:flow|workflow|dag|pipeline)|\breusable workflow|\bcall another|\bworkflow_call/,
    'Subflow other flows',
  ],
  [/\bcontinue[ -]on[ -]error|\bignore (?:an? |the )?(?:error|failure)/, 'allowFailure failures matter'],
  [/\b(?:alert|notif|slack|e-?mail)\w*\b.*\bfail|\bon failure\b/, 'errors something fails runs end'],
  [/\bbackoff|\btry again/, 'retry exponential'],
  [/\btimeout|\btake too long|\btakes too long/, 'timeout time SLA maxDuration'],
  // Data
  [/\boutputs?\b.*\b(?:loop|for ?each)|\b(?:loop|for ?each)\b.*\boutputs?\b/, 'outputs loops'],
  [/\bxcom|\bpass(?:ing)? (?:data|values|results)/, 'outputs tasks'],
  [/\bartifact/, 'outputFiles inputFiles files storage script'],
  [/\bcredential|\bpassword|\bapi key|\bconnections?\b/, 'secret'],
  [/\bconstants?\b|\bglobals?\b/, 'variables namespace'],
  [/\bjinja|\btemplat|\bpebble/, 'expressions variables filters'],
  [/\bcontainer|\bdocker/, 'Docker taskRunner'],
  [/\bbash|\bshell/, 'shell script commands'],
  [/\bjavascript|\btypescript/, 'node script'],
  [/\bcach(?:e|ing)\b/, 'cache kept WorkingDirectory taskCache'],
  [/\b(?:see|show|view|read|find)\b.*\blogs?\b/, 'executions logs what ran'],
  [/\b(?:cancel|stop|abort)\w*\b.*\b(?:execution|run)/, 'kill execution executions'],
  // Serving
  [
    /\bself[ -]?host|\bdeploy(?:ing)? (?:it|tutti)|\bproduction|\bon premise|\bdaemon/,
    'serve serving server instance running your own',
  ],
  [/\bcrash|\bkill -9|\breboot|\bpower/, 'survives serve'],
  [/\bdatabase|\bpostgres|\bsqlite|\bredis/, 'state SQLite TUTTI_HOME database'],
  [/\blog ?in\b|\bauthenticat|\bsign in|\bbasic auth/, 'who may use it authentication user password serve'],
  [/\bprometheus|\bgrafana|\bmonitor/, 'metrics watching serve health'],
  [/\bclean ?up|\bretention|\bdelete old|\bold executions/, 'purge kept long'],
  [/\brest api|\bswagger|\bopenapi/, 'API serve'],
  // GitHub
  [
    /\bci\b|\bgithub actions?\b|\bcontinuous integration|\bworkflow (?:file|yaml)|\bgithub workflow/,
    'GitHub Action',
  ],
  [/\bon: ?(?:push|pull_request)|\bon (?:push|pull request)/, 'GitHub starts event trigger push'],
  [/\bslash command|\bchatops|\bcomments?\b/, 'command comment'],
  [/\ballowed\b|\bpermitted|\bwho can\b/, 'who may policy'],
  [/\bscopes?\b/, 'permissions'],
  // Writing and testing
  [/\bmocks?\b|\bmocking|\bstubs?\b|\bfake/, 'fixtures unit test'],
  [/\bvs ?code|\bintellij|\bautocomplet|\bintellisense|\bide\b/, 'editors schema completion'],
  [/\blint|\bdry[ -]run|\bsyntax check|\bwithout running/, 'validate'],
  [
    /\bhello world|\bfirst (?:flow|workflow|pipeline)|\bquick ?start|\btutorial/,
    'getting started first flow',
  ],
  [/\bset ?up|\bdownload tutti/, 'install getting started'],
  [/\bai\b|\bllm|\bgpt|\bopenai|\bclaude|\bchatbot/, 'Copilot model'],
  [/\bby itself|\bon its own|\bis it safe/, 'never security'],
  [/\bmigrat|\bswitch(?:ing)? (?:from|over)|\binstead of kestra/, 'moving from Kestra'],
];

/** Words to be searched for beside those of a question. */
export function synonymsOf(question: string): string {
  const asked = question.toLowerCase();
  return synonyms.flatMap(([pattern, words]) => (pattern.test(asked) ? [words] : [])).join(' ');
}
