import{i as e,r as t}from"./localFiles.js";import{n,t as r}from"./programs.js";import{join as i}from"node:path";const a={image:`node`,prepare:o};async function o({directory:a,runner:o}){let s=`${t}/node_modules`;await e(a,`${s}/@kestra-io/libs/index.js`,`'use strict';

function send(message) {
  process.stdout.write('::' + JSON.stringify(message) + '::\\n');
}

class Kestra {
  static outputs(outputs) {
    send({ outputs });
  }

  static counter(name, value, tags) {
    send({ metrics: [{ name, type: 'counter', value, tags }] });
  }

  // Seconds, or a function to time, which may call back or give a promise.
  static timer(name, duration, tags) {
    const record = (seconds) => send({ metrics: [{ name, type: 'timer', value: seconds, tags }] });
    if (typeof duration !== 'function') return record(duration);
    const start = process.hrtime.bigint();
    const end = () => record(Number(process.hrtime.bigint() - start) / 1e9);
    const result = duration(end);
    if (result && typeof result.then === 'function') return result.finally(end);
    if (duration.length === 0) end();
    return result;
  }

  static logger() {
    const log = (level) => (...messages) =>
      send({ logs: messages.map((message) => ({ level, message: typeof message === 'string' ? message : JSON.stringify(message) })) });
    return { trace: log('TRACE'), debug: log('DEBUG'), info: log('INFO'), warn: log('WARN'), error: log('ERROR') };
  }
}

module.exports = Kestra;
module.exports.default = Kestra;
`);let c={NODE_PATH:i(a,s)};return o.kind===`process`&&!await r(`node`)&&(c.PATH=await n(a,`node`,process.execPath)),{environment:c}}export{a as t};