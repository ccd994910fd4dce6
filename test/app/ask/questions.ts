/** A question as people ask it, and where its answer stands. */
export type Asked = readonly [question: string, ...places: string[]];

/** By people who come from Kestra. One of the places, a page or a section of it, is to be among the first three. */
export const fromKestra: readonly Asked[] = [
  ['How do I move from Kestra?', 'docs/moving-from-kestra.md'],
  ['What does Kestra have that Tutti has not?', 'docs/moving-from-kestra.md'],
  ['Is the REST API the same as in Kestra?', 'docs/serve.md#the-api', 'docs/moving-from-kestra.md'],
  ['run a flow when another flow finishes', 'docs/reference/triggers.md'],
  ['Where do I put secrets?', 'docs/flow-language/secrets-and-kv.md#secrets'],
  [
    'SECRET_ environment variable base64',
    'docs/flow-language/secrets-and-kv.md#secrets',
    'docs/getting-started.md',
  ],
  ['How do I use the KV store?', 'docs/flow-language/secrets-and-kv.md#the-kv-store'],
  [
    'pluginDefaults for all flows of a namespace',
    'docs/flow-language/README.md#plugin-defaults',
    'docs/flow-language/namespaces.md',
  ],
  [
    'What is the difference between errors, finally and afterExecution?',
    'docs/flow-language/errors-and-retries.md',
  ],
  [
    'How can I ask a person for approval before a task runs?',
    'docs/flow-language/flowable-tasks.md#a-pause',
    'docs/reference/tasks/core-flow.md#approval-with-a-comment',
  ],
  ['namespace files', 'docs/flow-language/files.md#namespace-files'],
  ['How do I read the outputs of a ForEach?', 'docs/flow-language/outputs.md#in-loops'],
  ['Which Pebble filters are there?', 'docs/reference/expressions.md#filters', 'docs/expressions.md#filters'],
  [
    'How many executions of a flow may run at the same time?',
    'docs/flow-language/concurrency-and-sla.md#how-many-at-once',
  ],
  ['How do I replay an execution?', 'docs/executions.md#replay'],
  ['restart a failed execution', 'docs/executions.md#restart'],
  [
    'ForEachItem example',
    'docs/reference/tasks/core-flow.md',
    'docs/flow-language/flowable-tasks.md#for-each',
  ],
  ['Can I run the playground?', 'docs/playground.md'],
  ['Which input types are there?', 'docs/flow-language/inputs.md'],
  [
    'How do I call a subflow?',
    'docs/flow-language/flowable-tasks.md#other-flows',
    'docs/reference/tasks/core-flow.md',
  ],
];

/** By people who come from Airflow, and say DAG, operator and sensor. */
export const fromAirflow: readonly Asked[] = [
  [
    'schedule every day',
    'docs/flow-language/README.md',
    'docs/flows.md',
    'docs/reference/triggers.md#schedule',
  ],
  ['What is the equivalent of a cron schedule_interval?', 'docs/reference/triggers.md'],
  ['How do I backfill missed runs?', 'docs/serve.md', 'docs/reference/triggers.md'],
  [
    'How do I define dependencies between tasks in a DAG?',
    'docs/flow-language/flowable-tasks.md',
    'docs/reference/tasks/core-flow.md',
  ],
  [
    'Is there an XCom to pass data between tasks?',
    'docs/flow-language/outputs.md#of-tasks',
    'docs/flow-language/outputs.md',
  ],
  [
    'sensor that waits until a file is there',
    'docs/flow-language/flowable-tasks.md#until',
    'docs/reference/tasks/core-flow.md',
  ],
  [
    'How do I retry a task with exponential backoff?',
    'docs/flow-language/errors-and-retries.md#trying-again',
  ],
  ['task timeout', 'docs/flow-language/errors-and-retries.md#time'],
  ['loop over a list', 'docs/flow-language/flowable-tasks.md#for-each'],
  ['How do I run tasks in parallel?', 'docs/flow-language/flowable-tasks.md#at-the-same-time'],
  ['Where are connections and credentials stored?', 'docs/flow-language/secrets-and-kv.md'],
  ['How do I run a Python script?', 'docs/flows.md#scripts', 'docs/reference/tasks/scripts-python.md'],
  ['run a task in a Docker container', 'docs/reference/task-runners.md'],
  ['branch depending on a condition', 'docs/flow-language/flowable-tasks.md#one-or-the-other'],
  ['SLA: alert when a flow takes too long', 'docs/flow-language/concurrency-and-sla.md#service-levels'],
  ['What happens when the scheduler crashes?', 'docs/serve.md'],
  ['Which database does it need?', 'docs/serve.md', 'docs/command-line.md'],
  ['delete old executions and logs', 'docs/executions.md#purge', 'docs/serve.md#what-is-kept-and-how-long'],
  ['How do I use jinja templates?', 'docs/expressions.md', 'docs/flow-language/variables-and-expressions.md'],
  [
    'what is a sub-dag',
    'docs/flow-language/flowable-tasks.md#other-flows',
    'docs/reference/tasks/core-flow.md#subflow',
  ],
  [
    'slack alert on failure',
    'docs/flow-language/errors-and-retries.md#what-runs-at-the-end',
    'docs/flows.md#when-something-fails',
  ],
  ['catchup=False', 'docs/reference/triggers.md', 'docs/serve.md'],
  [
    'retries for all tasks by default',
    'docs/flow-language/README.md#plugin-defaults',
    'docs/flow-language/errors-and-retries.md#trying-again',
  ],
  ['prometheus metrics', 'docs/serve.md#watching-it'],
];

/** By people who come from GitHub Actions. */
export const fromActions: readonly Asked[] = [
  ['Which permissions does the GitHub App need?', 'docs/github/permissions.md'],
  ['How do I install the GitHub App?', 'docs/github/install.md'],
  ['use it in a CI workflow', 'docs/github-action.md'],
  ['on: push trigger', 'docs/github/events.md', 'docs/reference/triggers.md'],
  [
    'Do pull requests from forks get secrets?',
    'docs/github-action.md#forks-and-secrets',
    'docs/github/executions.md#secrets-and-trust',
    'docs/github/commands.md#forks',
  ],
  ['How do I self-host it?', 'docs/serve.md', 'docs/github/running.md'],
  ['How do I test a flow in a pull request?', 'docs/unit-tests.md#in-pull-requests', 'docs/unit-tests.md'],
  ['mock a task in a unit test', 'docs/unit-tests.md#fixtures'],
  ['code coverage of tests', 'docs/unit-tests.md#coverage'],
  ['JUnit report', 'docs/unit-tests.md#reports', 'docs/github-action.md'],
  ['Which comments start a flow? slash commands', 'docs/github/commands.md'],
  [
    'Who is allowed to run commands?',
    'docs/github/policy.md#who-may-use-a-command',
    'docs/github/commands.md#who-may',
  ],
  ['concurrency group cancel-in-progress', 'docs/flow-language/concurrency-and-sla.md#how-many-at-once'],
  ['runs-on runner', 'docs/reference/task-runners.md'],
  ['caching pip dependencies', 'docs/flow-language/flowable-tasks.md#in-one-directory'],
  ['matrix strategy', 'docs/flow-language/flowable-tasks.md#for-each', 'docs/reference/tasks/core-flow.md'],
  [
    'continue-on-error',
    'docs/flow-language/errors-and-retries.md#failures-that-do-not-matter',
    'docs/reference/tasks/core-flow.md',
  ],
  ['upload artifacts between steps', 'docs/flow-language/files.md', 'docs/flows.md#files'],
  ['open an issue when a flow fails', 'docs/reference/tasks/github-issues.md'],
  ['webhook with curl', 'docs/reference/triggers.md#webhook', 'docs/reference/triggers.md#example'],
  ['environment variables', 'docs/command-line.md#environment-variables', 'docs/serve.md#configuration'],
  ['GitHub Enterprise', 'docs/github/running.md#github-enterprise-server'],
];

/** By everyone. */
export const fromAnyone: readonly Asked[] = [
  ['How do I install Tutti?', 'docs/getting-started.md#install'],
  ['hello world', 'docs/getting-started.md#a-first-flow', 'docs/flows.md'],
  ['exit codes', 'docs/command-line.md#exit-codes'],
  ['autocomplete in VS Code', 'docs/editors.md'],
  ['validate a flow without running it', 'docs/validation.md', 'docs/command-line.md'],
  ['Which model does Copilot use, and how do I set the API key?', 'docs/copilot.md#configure-a-model'],
  ['Can the AI merge pull requests by itself?', 'docs/copilot.md#what-it-may-never-do'],
  ['send an HTTP request', 'docs/reference/tasks/core-http.md'],
  ['who can log in to the server? password', 'docs/serve.md#who-may-use-it'],
  [
    'What does the state WARNING mean?',
    'docs/flows.md#states',
    'docs/flow-language/errors-and-retries.md#which-state-it-is',
  ],
  ['sum of revenue by region from a CSV file', 'examples/orders/flows/orders.yaml'],
];
