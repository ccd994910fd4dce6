export { executionPayload, statePayload } from '../../../runner/engine/executionPayload.ts';
