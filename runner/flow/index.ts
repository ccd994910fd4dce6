/**
 * The flow document (flow-language §1): parsing with positions, plugin defaults, validation, and views of a flow.
 *
 * - `parseFlow` reads a text into a `Flow` and its violations, `parseNamespace` a `namespace.yaml`.
 * - `childTasks`, `walkTasks` say where tasks are nested.
 * - `topologyOf` gives a flow's graph, `mermaid` draws it.
 */
export type { FlowCache } from './cache.ts';
export type { CheckTemplate, TemplateFault } from './checks/templates.ts';
export type { PluginDefault } from './defaults.ts';
export { formatDuration, parseDuration } from './duration.ts';
export { type MermaidOptions, mermaid } from './mermaid.ts';
export { type NamespaceDeclaration, type NamespaceDocument, parseNamespace } from './namespace.ts';
export { type ChildTask, childTasks, type WalkedTask, walkTasks } from './nested.ts';
export { type ParseOptions, parseFlow } from './parse.ts';
export { suggest } from './suggest.ts';
export { type Topology, type TopologyEdge, type TopologyNode, topologyOf } from './topology.ts';
export type * from './types.ts';
