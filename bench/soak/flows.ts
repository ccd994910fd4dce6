/** How often the flow `ticking` fires, seconds. */
export const tickSeconds = 2;

/** The key of the webhook. */
export const webhookKey = 'soak-webhook-key';

/** The flows of the soak test by id, all of the namespace `soak`. */
export const flows: Readonly<Record<string, string>> = {
  parallel: `
tasks:
  - id: all
    type: io.kestra.plugin.core.flow.Parallel
    tasks:
${list(8, (i) => `      - {id: p${i}, type: io.kestra.plugin.core.debug.Return, format: "{{ task.id }} {{ execution.id }}"}`)}
  - {id: tell, type: io.kestra.plugin.core.log.Log, message: "{{ outputs.p0.value }}"}
`,
  loop: `
inputs:
  - {id: count, type: INT}
tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{ range(1, inputs.count) }}"
    concurrencyLimit: 4
    tasks:
      - {id: show, type: io.kestra.plugin.core.debug.Return, format: "{{ taskrun.value }} of {{ inputs.count }}"}
      - {id: label, type: io.kestra.plugin.core.output.OutputValues, values: {n: "{{ taskrun.value }}"}}
`,
  script: `
inputs:
  - {id: lines, type: INT}
tasks:
  - id: shell
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner: {type: io.kestra.plugin.core.runner.Process}
    outputFiles: [out.txt]
    commands:
      - seq 1 {{ inputs.lines }}
      - echo '::{"outputs":{"done":true},"metrics":[{"name":"lines","type":"counter","value":{{ inputs.lines }}}]}::'
      - seq 1 {{ inputs.lines }} > out.txt
  - {id: read, type: io.kestra.plugin.core.storage.Size, uri: "{{ outputs.shell.outputFiles['out.txt'] }}"}
`,
  failing: `
tasks:
  - {id: first, type: io.kestra.plugin.core.debug.Return, format: before}
  - {id: fails, type: io.kestra.plugin.core.execution.Fail, errorMessage: as it should}
errors:
  - {id: told, type: io.kestra.plugin.core.log.Log, message: "failed"}
`,
  retried: `
tasks:
  - id: again
    type: io.kestra.plugin.core.execution.Fail
    errorMessage: as it should
    retry: {type: constant, interval: PT0.1S, maxAttempts: 3}
`,
  asking: `
tasks:
  - id: approve
    type: io.kestra.plugin.core.flow.Pause
    onResume:
      - {id: comment, type: STRING}
  - {id: tell, type: io.kestra.plugin.core.debug.Return, format: "{{ outputs.approve.onResume.comment }}"}
`,
  endless: `
tasks:
  - id: both
    type: io.kestra.plugin.core.flow.Parallel
    tasks:
      - {id: sleeps, type: io.kestra.plugin.core.flow.Sleep, duration: PT10M}
      - id: runs
        type: io.kestra.plugin.scripts.shell.Commands
        taskRunner: {type: io.kestra.plugin.core.runner.Process}
        commands: ["sleep 600"]
`,
  called: `
triggers:
  - {id: hook, type: io.kestra.plugin.core.trigger.Webhook, key: ${webhookKey}}
tasks:
  - {id: body, type: io.kestra.plugin.core.debug.Return, format: "{{ trigger.body.text }}"}
`,
  ticking: `
triggers:
  - {id: ticks, type: io.kestra.plugin.core.trigger.Schedule, withSeconds: true, cron: "*/${tickSeconds} * * * * *"}
tasks:
  - {id: date, type: io.kestra.plugin.core.debug.Return, format: "{{ trigger.date }}"}
`,
  parent: `
tasks:
  - id: child
    type: io.kestra.plugin.core.flow.Subflow
    namespace: soak
    flowId: child
    wait: true
    transmitFailed: true
  - {id: read, type: io.kestra.plugin.core.debug.Return, format: "{{ outputs.child.outputs.text }}"}
`,
  child: `
tasks:
  - {id: text, type: io.kestra.plugin.core.debug.Return, format: from below}
outputs:
  - {id: text, type: STRING, value: "{{ outputs.text.value }}"}
`,
  keeping: `
inputs:
  - {id: key, type: STRING}
tasks:
  - {id: set, type: io.kestra.plugin.core.kv.Set, key: "{{ inputs.key }}", value: "{{ execution.id }}"}
  - {id: get, type: io.kestra.plugin.core.debug.Return, format: "{{ kv(inputs.key) }}"}
`,
  copying: `
inputs:
  - {id: file, type: FILE}
tasks:
  - id: work
    type: io.kestra.plugin.core.flow.WorkingDirectory
    tasks:
      - id: copy
        type: io.kestra.plugin.scripts.shell.Commands
        taskRunner: {type: io.kestra.plugin.core.runner.Process}
        inputFiles: {in.txt: "{{ inputs.file }}"}
        outputFiles: [out.txt]
        commands: ["cp in.txt out.txt"]
  - {id: reverse, type: io.kestra.plugin.core.storage.Reverse, from: "{{ outputs.copy.outputFiles['out.txt'] }}"}
  - {id: back, type: io.kestra.plugin.core.storage.Reverse, from: "{{ outputs.reverse.uri }}"}
outputs:
  - {id: file, type: FILE, value: "{{ outputs.back.uri }}"}
`,
};

/** The whole document of a flow. */
export function documentOf(id: string): string {
  return `id: ${id}\nnamespace: soak\n${flows[id]!}`;
}

function list(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n');
}
