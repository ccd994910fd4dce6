/** Types that moved to another package: old package, new package, and their names, or `old → new` where the name changed too. */
const moves: readonly (readonly [from: string, to: string, types: string])[] = [
  // Core: the packages of before 0.18 (flow-language §6.0).
  ['io.kestra.core.tasks.debugs', 'io.kestra.plugin.core.debug', 'Echo Return'],
  ['io.kestra.core.tasks.executions', 'io.kestra.plugin.core.execution', 'Counts→Count Fail Labels'],
  [
    'io.kestra.core.tasks.flows',
    'io.kestra.plugin.core.flow',
    'AllowFailure Dag EachParallel EachSequential Flow→Subflow ForEachItem If Parallel Pause Sequential Subflow Switch Template Worker→WorkingDirectory WorkingDirectory',
  ],
  ['io.kestra.core.tasks.log', 'io.kestra.plugin.core.log', 'Fetch Log'],
  ['io.kestra.core.tasks.states', 'io.kestra.plugin.core.state', 'Delete Get Set'],
  [
    'io.kestra.core.tasks.storages',
    'io.kestra.plugin.core.storage',
    'Concat DeduplicateItems Delete FilterItems LocalFiles PurgeExecution→PurgeCurrentExecutionFiles Reverse Size Split',
  ],
  ['io.kestra.core.tasks.storages', 'io.kestra.plugin.core.execution', 'Purge→PurgeExecutions'],
  ['io.kestra.core.tasks.templating', 'io.kestra.plugin.core.templating', 'TemplatedTask'],
  ['io.kestra.core.tasks.trigger', 'io.kestra.plugin.core.trigger', 'Toggle'],
  ['io.kestra.core.models.triggers.types', 'io.kestra.plugin.core.trigger', 'Flow Schedule Webhook'],
  ['io.kestra.plugin.fs.http', 'io.kestra.plugin.core.http', 'Download Request Trigger'],
  // Core: types renamed in place.
  ['io.kestra.plugin.core.flow', 'io.kestra.plugin.core.flow', 'WaitFor→LoopUntil'],
  [
    'io.kestra.plugin.core.storage',
    'io.kestra.plugin.core.storage',
    'PurgeExecution→PurgeCurrentExecutionFiles',
  ],
  ['io.kestra.plugin.core.storage', 'io.kestra.plugin.core.execution', 'Purge→PurgeExecutions'],
  // Conditions, which lost the end of their names (flow-language §6.12).
  [
    'io.kestra.core.models.conditions.types',
    'io.kestra.plugin.core.condition',
    'DateTimeBetweenCondition→DateTimeBetween DayWeekCondition→DayWeek DayWeekInMonthCondition→DayWeekInMonth ExecutionFlowCondition→ExecutionFlow ExecutionLabelsCondition→ExecutionLabels ExecutionNamespaceCondition→ExecutionNamespace ExecutionOutputsCondition→ExecutionOutputs ExecutionStatusCondition→ExecutionStatus FlowCondition FlowNamespaceCondition HasRetryAttemptCondition→HasRetryAttempt MultipleCondition NotCondition→Not OrCondition→Or PublicHolidayCondition→PublicHoliday TimeBetweenCondition→TimeBetween VariableCondition→Expression WeekendCondition→Weekend',
  ],
  [
    'io.kestra.plugin.core.condition',
    'io.kestra.plugin.core.condition',
    'DateTimeBetweenCondition→DateTimeBetween DayWeekCondition→DayWeek DayWeekInMonthCondition→DayWeekInMonth ExecutionFlowCondition→ExecutionFlow ExecutionLabelsCondition→ExecutionLabels ExecutionNamespaceCondition→ExecutionNamespace ExecutionOutputsCondition→ExecutionOutputs ExecutionStatusCondition→ExecutionStatus ExpressionCondition→Expression HasRetryAttemptCondition→HasRetryAttempt NotCondition→Not OrCondition→Or PublicHolidayCondition→PublicHoliday TimeBetweenCondition→TimeBetween WeekendCondition→Weekend',
  ],
  // Other plugins.
  ['io.kestra.plugin.ai.memory', 'io.kestra.plugin.ai.memory', 'KestraKVMemory→KestraKVStore'],
  ['io.kestra.plugin.ai.tool', 'io.kestra.plugin.ai.tool', 'HttpMcpClient→SseMcpClient'],
  ['io.kestra.plugin.astradb', 'io.kestra.plugin.cassandra.astradb', 'Query Trigger'],
  ['io.kestra.plugin.cassandra', 'io.kestra.plugin.cassandra.standard', 'Query Trigger'],
  ['io.kestra.plugin.datagen', 'io.kestra.plugin.datagen.core', 'Generate RealtimeTrigger Trigger'],
  [
    'io.kestra.plugin.docker',
    'io.kestra.plugin.docker.cli',
    'Build Compose ImageLs Prune Pull Push Rm Run Stop Tag',
  ],
  ['io.kestra.plugin.gitlab', 'io.kestra.plugin.gitlab.mergerequests', 'MergeRequest→Create'],
  ['io.kestra.plugin.huawei.iam.tasks', 'io.kestra.plugin.huawei.iam', 'GetTemporaryCredentials'],
  [
    'io.kestra.plugin.huawei.obs.tasks',
    'io.kestra.plugin.huawei.obs',
    'Copy CreateBucket Delete DeleteBucket DeleteList Download Downloads List Trigger Upload',
  ],
  ['io.kestra.plugin.jdbc.vectorwise', 'io.kestra.plugin.jdbc.actianvector', 'Batch Queries Query Trigger'],
  [
    'io.kestra.plugin.jms',
    'io.kestra.plugin.jms',
    'JMSConsumer→Consume JMSProducer→Produce JMSRealtimeTrigger→RealtimeTrigger',
  ],
  ['io.kestra.plugin.kubernetes', 'io.kestra.plugin.kubernetes.core', 'PodCreate'],
  [
    'io.kestra.plugin.langchain4j',
    'io.kestra.plugin.ai.completion',
    'ChatCompletion Classification ImageGeneration JSONStructuredExtraction',
  ],
  [
    'io.kestra.plugin.langchain4j.completion',
    'io.kestra.plugin.ai.completion',
    'ChatCompletion Classification ImageGeneration JSONStructuredExtraction',
  ],
  [
    'io.kestra.plugin.langchain4j.embeddings',
    'io.kestra.plugin.ai.embeddings',
    'Chroma Elasticsearch KestraKVStore Milvus MongoDBAtlas PGVector Pinecone Qdrant Weaviate',
  ],
  ['io.kestra.plugin.langchain4j.memory', 'io.kestra.plugin.ai.memory', 'KestraKVMemory→KestraKVStore'],
  [
    'io.kestra.plugin.langchain4j.provider',
    'io.kestra.plugin.ai.provider',
    'AmazonBedrock Anthropic AzureOpenAI DeepSeek GoogleGemini GoogleVertexAI LocalAI MistralAI Ollama OpenAI OpenRouter WorkersAI',
  ],
  ['io.kestra.plugin.langchain4j.rag', 'io.kestra.plugin.ai.rag', 'ChatCompletion IngestDocument Search'],
  [
    'io.kestra.plugin.langchain4j.retriever',
    'io.kestra.plugin.ai.retriever',
    'GoogleCustomWebSearch TavilyWebSearch',
  ],
  [
    'io.kestra.plugin.langchain4j.tool',
    'io.kestra.plugin.ai.tool',
    'GoogleCustomWebSearch HttpMcpClient→SseMcpClient StdioMcpClient TavilyWebSearch',
  ],
  ['io.kestra.plugin.nats', 'io.kestra.plugin.nats.core', 'Consume Produce RealtimeTrigger Request Trigger'],
  [
    'io.kestra.plugin.notifications.google',
    'io.kestra.plugin.googleworkspace.chat',
    'GoogleChatExecution GoogleChatIncomingWebhook',
  ],
  ['io.kestra.plugin.notifications.messenger', 'io.kestra.plugin.meta.messenger', 'MessengerExecution'],
  ['io.kestra.plugin.notifications.opsgenie', 'io.kestra.plugin.opsgenie', 'OpsgenieAlert OpsgenieExecution'],
  [
    'io.kestra.plugin.notifications.sendgrid',
    'io.kestra.plugin.twilio.sendgrid',
    'SendGridMailExecution SendGridMailSend',
  ],
  ['io.kestra.plugin.notifications.slack', 'io.kestra.plugin.slack', 'SlackExecution SlackIncomingWebhook'],
  [
    'io.kestra.plugin.notifications.teams',
    'io.kestra.plugin.microsoft365.teams',
    'TeamsExecution TeamsIncomingWebhook',
  ],
  ['io.kestra.plugin.notifications.twilio', 'io.kestra.plugin.twilio.notify', 'TwilioAlert TwilioExecution'],
  [
    'io.kestra.plugin.notifications.whatsapp',
    'io.kestra.plugin.meta.whatsapp',
    'WhatsAppExecution WhatsAppIncomingWebhook',
  ],
  ['io.kestra.plugin.redis', 'io.kestra.plugin.redis.string', 'Delete Get Set'],
  ['io.kestra.plugin.redis', 'io.kestra.plugin.redis.list', 'ListPop ListPush TriggerList→Trigger'],
  ['io.kestra.plugin.redis', 'io.kestra.plugin.redis.pubsub', 'Publish'],
  ['io.kestra.plugin.segment.reverseetl', 'io.kestra.plugin.twilio.segment.reverseetl', 'Status→Sync'],
  [
    'io.kestra.plugin.serdes.avro',
    'io.kestra.plugin.serdes.avro',
    'AvroReader→AvroToIon AvroWriter→IonToAvro',
  ],
  ['io.kestra.plugin.serdes.csv', 'io.kestra.plugin.serdes.csv', 'CsvReader→CsvToIon CsvWriter→IonToCsv'],
  [
    'io.kestra.plugin.serdes.json',
    'io.kestra.plugin.serdes.json',
    'JsonReader→JsonToIon JsonWriter→IonToJson',
  ],
  [
    'io.kestra.plugin.serdes.parquet',
    'io.kestra.plugin.serdes.parquet',
    'ParquetReader→ParquetToIon ParquetWriter→IonToParquet',
  ],
  ['io.kestra.plugin.serdes.xml', 'io.kestra.plugin.serdes.xml', 'XmlReader→XmlToIon XmlWriter→IonToXml'],
];

/**
 * Every name that a type was ever known by, with the name it has now, whether that type is installed or not
 * (flow-language §6.0, §6.12).
 */
export const aliases: Readonly<Record<string, string>> = Object.fromEntries(
  moves.flatMap(([from, to, types]) =>
    types.split(' ').map((move) => {
      const [before, after = before] = move.split('→');
      return [`${from}.${before}`, `${to}.${after}`];
    }),
  ),
);
