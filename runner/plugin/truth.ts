/** Whether a rendered condition holds, by Kestra's rule for texts (flow-language §4.10). */
export { isTruthy } from '../expression/truth.ts';
