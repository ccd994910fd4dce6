/** A change of a flow by its text: the flow with `from`, which stands in it once, replaced by `to`. Nothing else may differ. */
export interface Edit {
  name: string;
  from: string;
  to: string;
}

/** Changes by file: those without a slash are beside this one in `originals`, the others in `examples`. */
export const edits: Readonly<Record<string, readonly Edit[]>> = {
  'ingest.yaml': [
    {
      name: 'a scalar with a comment behind it',
      from: 'defaults: 2025-01-01 #',
      to: 'defaults: 2025-02-01 #',
    },
    { name: 'a number', from: 'defaults: 100\n', to: 'defaults: 250\n' },
    { name: 'a quoted expression', from: '"Order {{ taskrun.value }}"', to: '"No. {{ taskrun.value }}"' },
    {
      name: 'a task behind the first',
      from: '    timeout: PT30S\n\n',
      to: '    timeout: PT30S\n\n  - id: pause\n    type: io.kestra.plugin.core.flow.Sleep\n    duration: PT1S\n\n',
    },
    {
      name: 'a last task',
      from: '    message: All done.\n',
      to: '    message: All done.\n\n  - id: bye\n    type: io.kestra.plugin.core.log.Log\n    message: bye\n',
    },
    {
      name: 'no last task',
      from: '\n  # 3. done\n  - id: done\n    type: io.kestra.plugin.core.log.Log\n    message: All done.\n',
      to: '',
    },
    { name: 'an id', from: '- id: done\n', to: '- id: finished\n' },
    {
      name: 'a retry',
      from: '    timeout: PT30S\n',
      to: '    timeout: PT30S\n    retry:\n      type: constant\n      interval: PT5S\n      maxAttempts: 3\n',
    },
    {
      name: 'one more header',
      from: 'application/json      # not XML\n',
      to: 'application/json      # not XML\n      X-Caller: tutti\n',
    },
    {
      name: 'a task inside a loop',
      from: '        message: "Order {{ taskrun.value }}"\n\n',
      to: '        message: "Order {{ taskrun.value }}"\n\n      - id: wait\n        type: io.kestra.plugin.core.flow.Sleep\n        duration: PT1S\n\n',
    },
    {
      name: 'a task gone from a loop',
      from: '\n      - id: keep # for the report\n        type: io.kestra.plugin.core.kv.Set\n        key: "order-{{ taskrun.iteration }}"\n        value: "{{ taskrun.value }}"\n',
      to: '',
    },
    {
      name: 'a trigger',
      from: '"0 3 * * *"   # after the backup\n',
      to: '"0 3 * * *"   # after the backup\n  - id: hook\n    type: io.kestra.plugin.core.trigger.Webhook\n    key: abcdef\n',
    },
    { name: 'a cron with a comment behind it', from: '"0 3 * * *"', to: '"30 4 * * *"' },
    { name: 'a property gone', from: '    min: 1\n', to: '' },
    {
      name: 'a new input in between',
      from: '\n  # Small values are for trials.\n',
      to: '\n  - id: shop\n    type: STRING\n\n  # Small values are for trials.\n',
    },
    { name: 'a label with a comment above it', from: 'oncall: "yes"', to: 'oncall: "no"' },
    {
      name: 'a new section',
      from: '"0 3 * * *"   # after the backup\n',
      to: '"0 3 * * *"   # after the backup\n\nconcurrency:\n  limit: 1\n',
    },
  ],
  'compact.yaml': [
    { name: 'a value in a mapping on one line', from: 'maxAttempts: 3 }', to: 'maxAttempts: 6 }' },
    {
      name: 'a key of a case',
      from: "    '500':\n    # Somebody must look.\n",
      to: "    '503':\n    # Somebody must look.\n",
    },
    { name: 'a quoted apostrophe', from: "'it''s broken'", to: "'it''s gone'" },
    {
      name: 'a task between dashes without indentation',
      from: '- id: choose\n',
      to: '- id: note\n  type: io.kestra.plugin.core.log.Log\n  message: answered\n- id: choose\n',
    },
    {
      name: 'a task in a case',
      from: '      message: fine\n',
      to: '      message: fine\n    - id: better\n      type: io.kestra.plugin.core.log.Log\n      message: better\n',
    },
    { name: 'an item that is a mapping on one line', from: 'message: strange}', to: 'message: unusual}' },
    { name: 'a region in a mapping on one line', from: 'region: eu,', to: 'region: us,' },
    {
      name: 'a level beside a message',
      from: "'it''s broken'\n",
      to: "'it''s broken'\n      timeout: PT1S\n",
    },
    {
      name: 'an error handler',
      from: '  message: failed\n',
      to: '  message: failed\n- id: call\n  type: io.kestra.plugin.core.http.Request\n  uri: https://example.com/pager\n',
    },
    {
      name: 'no errors',
      from: 'errors:\n- id: alarm\n  type: io.kestra.plugin.core.log.Log\n  message: failed\n',
      to: '',
    },
    { name: 'a namespace', from: 'namespace: acme.ops', to: 'namespace: acme.run' },
  ],
  'scripts.yaml': [
    { name: 'a line of a script', from: '          sleep 0.1\n', to: '          sleep 0.2\n' },
    {
      name: 'a line more in a script',
      from: '        for part in 1 2 3; do\n',
      to: '        cd data\n        for part in 1 2 3; do\n',
    },
    { name: 'a line less in a script', from: '          # a comment of the script, not of YAML\n', to: '' },
    {
      name: 'the last line of a script without a last break',
      from: 'echo "::{\\"outputs\\":{\\"score\\":\\"$value\\"}}::"',
      to: 'echo "::{\\"outputs\\":{\\"score\\":\\"${value}\\"}}::"',
    },
    { name: 'a command', from: '      - echo end\n', to: '      - echo the end\n' },
    { name: 'one more command', from: '      - echo end\n', to: '      - echo end\n      - echo really\n' },
    {
      name: 'an environment variable',
      from: '      SEED: "42"\n',
      to: '      SEED: "42"\n      LEVEL: info\n',
    },
    { name: 'a quoted number', from: 'WORKERS: "2"', to: 'WORKERS: "8"' },
    { name: 'a word in a description of paragraphs', from: '*Slow*: an hour.', to: '*Slow*: two hours.' },
    { name: 'a time-out with a comment above it', from: 'timeout: PT10M', to: 'timeout: PT20M' },
    {
      name: 'an output',
      from: '{{ outputs.judge.vars.score }}"\n',
      to: '{{ outputs.judge.vars.score }}"\n  - id: model\n    type: STRING\n    value: "{{ outputs.train.outputFiles }}"\n',
    },
    {
      name: 'no environment',
      from: '    env:\n      # enough for one machine\n      WORKERS: "2"\n      SEED: "42"\n',
      to: '',
    },
  ],
  'folded.yaml': [
    { name: 'a deeper value', from: 'followRedirects: false #', to: 'followRedirects: true #' },
    { name: 'a text in double quotes with escapes', from: '{\\"text\\": \\"', to: '{\\"words\\": \\"' },
    { name: 'an apostrophe', from: "'Ms O''Hara'", to: "'Mr O''Hara'" },
    {
      name: 'a task with four columns',
      from: '          connectTimeout: PT5S\n',
      to: '          connectTimeout: PT5S\n    - id: log\n      type: io.kestra.plugin.core.log.Log\n      message: sent\n',
    },
    {
      name: 'a nested mapping with its step',
      from: '          connectTimeout: PT5S\n',
      to: '          connectTimeout: PT5S\n      retry:\n          type: constant\n          interval: PT1S\n',
    },
    { name: 'a method', from: 'method: POST', to: 'method: PUT' },
    {
      name: 'a task gone',
      from: "    # four columns, as somebody's editor did\n    - id: write\n      type: io.kestra.plugin.core.debug.Return\n      format: >-\n          Dear {{ inputs.name }},\n          good morning!\n",
      to: '',
    },
    {
      name: 'a second input',
      from: "      defaults: 'Ms O''Hara'\n",
      to: "      defaults: 'Ms O''Hara'\n    - id: day\n      type: DATE\n",
    },
  ],
  'anchors.yaml': [
    { name: 'a value behind an anchor', from: 'maxAttempts: 5', to: 'maxAttempts: 6' },
    {
      name: 'a value more behind an anchor',
      from: '    maxAttempts: 5\n',
      to: '    maxAttempts: 5\n    warningOnRetry: true\n',
    },
    {
      name: 'a task beside aliases',
      from: '    message: third\n',
      to: '    message: third\n\n  - id: fourth\n    type: io.kestra.plugin.core.log.Log\n    message: fourth\n',
    },
    { name: 'a message', from: 'message: third', to: 'message: the third' },
    { name: 'a URI that was an alias', from: 'uri: *base', to: 'uri: https://example.org' },
    {
      name: 'a property beside an alias',
      from: '    retry: *patience   # the same\n',
      to: '    retry: *patience   # the same\n    timeout: PT1M\n',
    },
    { name: 'an alias gone', from: '    retry: *patience   # the same\n', to: '' },
    { name: 'a URI', from: '/first"', to: '/1"' },
  ],
  'unicode.yaml': [
    { name: 'a message of pictures', from: 'Köln 🥁"', to: 'Köln 🎷"' },
    { name: 'a label with a quoted key', from: '"schlüssel": wert', to: '"schlüssel": schloss' },
    { name: 'a list on one line', from: '["ä", "ö", "ü"]', to: '[ ä, ö, ü, ß ]' },
    { name: 'a message in another script', from: '単語 {{', to: '言葉 {{' },
    {
      name: 'a task',
      from: '    message: ende\n',
      to: '    message: ende\n\n  - id: 終わり\n    type: io.kestra.plugin.core.log.Log\n    message: さようなら\n',
    },
    { name: 'a namespace', from: 'acme.日本', to: 'acme.日本.東京' },
    {
      name: 'no first task',
      from: '  - id: gruss\n    type: io.kestra.plugin.core.log.Log\n    message: "Grüße aus Köln 🥁"   # ‘quotes’ and \\u2028-less\n\n',
      to: '',
    },
  ],
  'nested.yaml': [
    {
      name: 'the last section gone',
      from: '\ninputs:\n  - id: deep\n    type: BOOLEAN\n    defaults: false\n',
      to: '',
    },
    { name: 'a limit below a banner', from: '  limit: 2\n', to: '  limit: 5\n' },
    { name: 'a behaviour', from: 'behavior: QUEUE', to: 'behavior: CANCEL' },
    {
      name: 'a task in a task in a task',
      from: '            message: left 2\n',
      to: '            message: left 2\n          - id: left-3\n            type: io.kestra.plugin.core.log.Log\n            message: left 3\n',
    },
    {
      name: 'a task gone with the comment above it',
      from: '          # then\n          - id: left-2\n            type: io.kestra.plugin.core.log.Log\n            message: left 2\n',
      to: '',
    },
    { name: 'a branch', from: 'message: deep\n', to: 'message: deeper\n' },
    { name: 'a condition', from: '{{ inputs.deep ?? false }}', to: '{{ inputs.deep }}' },
    {
      name: 'a node of a graph',
      from: '        dependsOn: [a]\n',
      to: '        dependsOn: [a]\n      - task:\n          id: c\n          type: io.kestra.plugin.core.log.Log\n          message: c\n        dependsOn:\n          - b\n',
    },
    { name: 'a message in a graph', from: 'message: b\n', to: 'message: bee\n' },
    { name: 'a label of an SLA', from: 'sla: missed', to: 'sla: late' },
    { name: 'a duration', from: 'duration: PT1H', to: 'duration: PT2H' },
    {
      name: 'a second SLA',
      from: '      sla: missed\n',
      to: '      sla: missed\n  - id: odd\n    type: EXECUTION_ASSERTION\n    assert: "{{ inputs.deep }}"\n    behavior: NONE\n',
    },
    {
      name: 'a branch gone',
      from: '        else:\n          - id: no\n            type: io.kestra.plugin.core.log.Log\n            message: shallow\n',
      to: '',
    },
  ],
  'handlers.yaml': [
    { name: 'a line of a body', from: '"currency": "EUR"', to: '"currency": "USD"' },
    {
      name: 'a line more in a body',
      from: '        "currency": "EUR"\n',
      to: '        "currency": "EUR",\n        "test": true\n',
    },
    { name: 'a flag', from: 'allowFailed: true', to: 'allowFailed: false' },
    {
      name: 'an input of a subflow',
      from: '{{ inputs.amount }}"   # cents\n',
      to: '{{ inputs.amount }}"   # cents\n      currency: EUR\n',
    },
    {
      name: 'a second handler',
      from: '    message: "{{ errorLogs() }}"\n',
      to: '    message: "{{ errorLogs() }}"\n  - id: page\n    type: io.kestra.plugin.core.log.Log\n    message: paged\n',
    },
    { name: 'a default', from: 'readTimeout: PT20S', to: 'readTimeout: PT40S' },
    {
      name: 'a default more',
      from: '      level: DEBUG\n',
      to: '      level: DEBUG\n  - type: io.kestra.plugin.core.flow.Subflow\n    values:\n      wait: true\n',
    },
    { name: 'a condition of a trigger', from: 'trigger.body.live == true', to: 'trigger.body.live' },
    {
      name: 'a condition more',
      from: '{{ trigger.body.live == true }}"\n',
      to: '{{ trigger.body.live == true }}"\n      - type: io.kestra.plugin.core.condition.Expression\n        expression: "{{ trigger.body.amount > 0 }}"\n',
    },
    {
      name: 'no finally',
      from: '# Always.\nfinally:\n  - id: clean\n    type: io.kestra.plugin.core.log.Log\n    message: cleaned\n\n',
      to: '',
    },
    { name: 'the type of an input', from: 'type: INT\n', to: 'type: FLOAT\n' },
  ],
  'quoted.yaml': [
    { name: 'a value after spaces', from: 'disabled:   false', to: 'disabled:   true' },
    { name: 'a value behind a quoted key', from: "'namespace': acme.odd", to: "'namespace': acme.even" },
    { name: 'a value where there was none', from: '    format:\n', to: '    format: now\n' },
    { name: 'a cron in single quotes', from: "'*/5 * * * *'", to: "'*/10 * * * *'" },
    { name: 'a flag with a comment behind it', from: 'disabled: true      #', to: 'disabled: false      #' },
    { name: 'a text with a colon', from: '"no: colon # and hash"', to: '"yes: colon # and hash"' },
    { name: 'a value beside odd numbers', from: '        octal: "0755"\n', to: '        octal: "0644"\n' },
    {
      name: 'an entry beside odd numbers',
      from: '          and its second"\n',
      to: '          and its second"\n        more: 1\n',
    },
    { name: 'a level behind a list on two lines', from: 'level: WARN', to: 'level: INFO' },
    {
      name: 'a task with four columns behind its dash',
      from: '-   id: empty\n',
      to: '- id: new\n  type: io.kestra.plugin.core.log.Log\n  message: new\n-   id: empty\n',
    },
  ],
  'report.yaml': [
    {
      name: 'the last trigger gone',
      from: `
  - id: after-ingest
    type: io.kestra.plugin.core.trigger.Flow
    preconditions:
      id: both
      flows:
        - namespace: acme.sales
          flowId: ingest
          states: [SUCCESS, WARNING]
`,
      to: '',
    },
    { name: 'a limit with a comment behind it', from: 'maxIterations: 30 #', to: 'maxIterations: 60 #' },
    { name: 'a batch', from: 'rows: 100', to: 'rows: 500' },
    {
      name: 'a property above a blank line',
      from: 'errorMessage: Nothing was there\n',
      to: 'errorMessage: Nothing arrived\n',
    },
    { name: 'a plain cron', from: 'cron: 0 8 * * 1', to: 'cron: 0 9 * * 1' },
    { name: 'a state', from: '[SUCCESS, WARNING]', to: '[ SUCCESS ]' },
    {
      name: 'a flow that is waited for',
      from: '          states: [SUCCESS, WARNING]\n',
      to: '          states: [SUCCESS, WARNING]\n        - namespace: acme.sales\n          flowId: returns\n          states:\n            - SUCCESS\n',
    },
    {
      name: 'a task gone between two blank lines',
      from: '\n  - id: stop\n    type: io.kestra.plugin.core.execution.Fail\n    condition: "{{ outputs.batches is empty }}"\n    errorMessage: Nothing was there\n',
      to: '',
    },
    {
      name: 'a trigger gone with the comment above it',
      from: '  # Mondays\n  - id: weekly\n    type: io.kestra.plugin.core.trigger.Schedule\n    cron: 0 8 * * 1\n\n',
      to: '',
    },
    { name: 'the end of a time to live', from: '    # kept for a week\n    ttl: P7D\n', to: '' },
    { name: 'a time zone', from: 'cron: 0 8 * * 1\n', to: 'cron: 0 8 * * 1\n    timezone: Europe/Berlin\n' },
  ],
  'error-handling/flows/import.yaml': [
    { name: 'a time to live', from: 'ttl: PT1H', to: 'ttl: PT2H' },
    {
      name: 'a retry',
      from: '      - exit 3\n',
      to: '      - exit 3\n    retry:\n      type: constant\n      interval: PT1S\n      maxAttempts: 2\n',
    },
    {
      name: 'a trigger',
      from: '    message: Somebody should look at execution {{ execution.id }}.\n',
      to: '    message: Somebody should look at execution {{ execution.id }}.\n\ntriggers:\n  - id: daily\n    type: io.kestra.plugin.core.trigger.Schedule\n    cron: 0 6 * * *\n',
    },
    { name: 'a handler’s level', from: 'level: ERROR', to: 'level: WARN' },
  ],
  'dynamic-inputs/flows/deploy.yaml': [
    { name: 'a choice', from: '      - PROD\n', to: '      - PROD\n      - PERF\n' },
    { name: 'a pattern', from: '[A-Z]+-[0-9]+', to: '[A-Z]{2,}-[0-9]+' },
    {
      name: 'an input gone with the comment inside it',
      from: '  - id: ticket\n    type: STRING\n    displayName: Change ticket\n    validator: "[A-Z]+-[0-9]+"\n    dependsOn:\n      inputs:\n        - environment\n      # Asked for, and required, in production only.\n      condition: "{{ inputs.environment == \'PROD\' }}"\n\n',
      to: '',
    },
  ],
  'release-report/flows/release-report.yaml': [
    {
      name: 'a line of a script of another language',
      from: "        .filter((line) => line !== '')\n",
      to: '        .filter(Boolean)\n',
    },
    {
      name: 'a command with a comment above it',
      from: '--no-merges --date=short',
      to: '--no-merges --date=iso',
    },
  ],
  'handbook/flows/handbook.yaml': [
    { name: 'a limit below a comment', from: 'concurrencyLimit: 0', to: 'concurrencyLimit: 4' },
    {
      name: 'a line of a template that looks like a comment',
      from: '            # Handbook\n',
      to: '            # The handbook\n',
    },
  ],
  'orders/flows/orders.yaml': [
    {
      name: 'a folder of commands',
      from: 'sums.csv\n        outputFiles:\n',
      to: 'sums.csv\n          - wc -l sums.csv\n        outputFiles:\n',
    },
    { name: 'a limit', from: 'concurrencyLimit: 4', to: 'concurrencyLimit: 8' },
  ],
};
