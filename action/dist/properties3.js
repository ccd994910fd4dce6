import{a as e,l as t,p as n,t as r}from"./properties.js";import{i,r as a}from"./localFiles.js";import{a as o,i as s,n as c,r as l}from"./script.js";import{n as u,t as d}from"./programs.js";import{basename as f,delimiter as p,dirname as m,join as h}from"node:path";import{execFile as g}from"node:child_process";import{promisify as _}from"node:util";import{createHash as v,randomUUID as y}from"node:crypto";import{mkdir as b,rename as x,rm as S,stat as C}from"node:fs/promises";import{homedir as w}from"node:os";async function T(e,t,n){let r=n.dependencies??[],i=await D(t,n.packageManager);if(!n.dependencyCacheEnabled){let t=h(e.directory,a,`packages`);return await O(e,[...i,`--target`,t,...r]),t}let o=v(`sha256`).update(JSON.stringify([t,[...r].sort()])),s=h(k(),o.digest(`hex`).slice(0,32));if(await A(s))return s;let c=`${s}.${y()}`;await b(m(s),{recursive:!0});try{await O(e,[...i,`--target`,c,...r]),await x(c,s).catch(async e=>{if(!await A(s))throw e})}finally{await S(c,{recursive:!0,force:!0})}return s}function E(e,t,n){return[e,`-m`,`pip`,`install`,`--quiet`,`--target`,t,...n].map(c).join(` `)}async function D(e,t){let n=t===`PIP`?void 0:await d(`uv`);return n?[n,`pip`,`install`,`--python`,e]:[e,`-m`,`pip`,`install`,`--quiet`]}async function O({context:e,directory:t},n){let r=await o({command:n,directory:t,environment:{...e.confinement?.bareScripts?l(t):s(),PIP_ROOT_USER_ACTION:`ignore`,PIP_DISABLE_PIP_VERSION_CHECK:`1`},signal:e.signal,onLines:(t,n)=>e.logLines(t===`stdout`?`DEBUG`:`WARN`,n)});if(r!==0)throw Error(`Cannot install the dependencies: the package manager ended with exit code ${r}`)}function k(){return h(process.env.XDG_CACHE_HOME||h(w(),`.cache`),`tutti`,`python`)}async function A(e){return C(e).then(()=>!0,()=>!1)}const j=_(g);async function M(e){for(let t of e?[`python${e}`,`python`,`python3`]:[`python`,`python3`]){let n=await d(t);if(n&&await N(n,e))return{name:t,path:n}}let t=e?await P(e):void 0;return t?{name:f(t),path:t}:void 0}async function N(e,t){if(!t)return!0;let{stdout:n}=await j(e,[`--version`]).catch(()=>({stdout:``})),r=n.trim().replace(/^Python /,``);return r===t||r.startsWith(`${t}.`)}async function P(e){if(await d(`uv`))return j(`uv`,[`python`,`find`,e]).then(({stdout:e})=>e.trim(),()=>void 0)}function F(e){return{image:`python:${e.pythonVersion||`3.13`}-slim`,prepare:t=>I(t,e)}}async function I(e,t){let{directory:n,runner:r}=e;await i(n,`${a}/python/kestra.py`,`import importlib.machinery
import importlib.util
import json
import logging
import os
import sys
import time

_here = os.path.dirname(os.path.abspath(__file__))
_elsewhere = [path for path in sys.path if os.path.abspath(path or ".") != _here]
_installed = importlib.machinery.PathFinder.find_spec("kestra", _elsewhere)

if _installed is not None and _installed.loader is not None:
    _module = importlib.util.module_from_spec(_installed)
    sys.modules["kestra"] = _module
    _installed.loader.exec_module(_module)
else:

    def _send(message):
        sys.stdout.write("::" + json.dumps(message, default=str) + "::\\n")
        sys.stdout.flush()

    class _Handler(logging.Handler):
        def emit(self, record):
            _send({"logs": [{"level": record.levelname, "message": self.format(record)}]})

    class Kestra:
        _logger = None

        @staticmethod
        def outputs(map_):
            _send({"outputs": map_})

        @staticmethod
        def counter(name, value, tags=None):
            _send({"metrics": [{"name": name, "type": "counter", "value": value, "tags": tags}]})

        @staticmethod
        def timer(name, duration, tags=None):
            """duration: seconds, or a callable to time"""
            if callable(duration):
                start = time.perf_counter()
                duration()
                duration = time.perf_counter() - start
            _send({"metrics": [{"name": name, "type": "timer", "value": duration, "tags": tags}]})

        @staticmethod
        def logger():
            if Kestra._logger is None:
                logger = logging.getLogger("Kestra")
                logger.setLevel(logging.DEBUG)
                logger.addHandler(_Handler())
                logger.propagate = False
                Kestra._logger = logger
            return Kestra._logger

        @staticmethod
        def read(path):
            with open(path, "rb") as file:
                return file.read()
`);let o=h(n,a,`python`),s={PYTHONUNBUFFERED:`true`,PIP_ROOT_USER_ACTION:`ignore`,PIP_DISABLE_PIP_VERSION_CHECK:`1`},c=t.dependencies??[];if(r.kind===`docker`){let e=h(n,a,`packages`);return s.PYTHONPATH=[e,o].join(`:`),{environment:s,commands:c.length?[E(`python`,e,c)]:[]}}let l=await M(t.pythonVersion);if(l?.name!==`python`){if(l)s.PATH=await u(n,`python`,l.path);else if(c.length||t.pythonVersion)throw Error(L(t.pythonVersion))}let d=c.length?[await T(e,l.path,t)]:[],f=e.context.confinement?.bareScripts?void 0:process.env.PYTHONPATH;return s.PYTHONPATH=[...d,o,f].filter(Boolean).join(p),{environment:s}}function L(e){return e?`Python ${e} is not installed here. Install it, or remove pythonVersion to use the Python on the PATH.`:"Python is not installed here: there is neither `python` nor `python3` on the PATH. Install it, or use the Docker task runner."}const R={dependencies:t(n()).optional().describe("Packages to install before, as `pip install` takes them: `requests==2.32.3`."),pythonVersion:n().optional().describe("Version of Python, for instance `3.12`; the one on the PATH by default."),dependencyCacheEnabled:r().default(!0).describe(`Whether the installed packages are kept for other runs with the same dependencies.`),packageManager:e([`UV`,`PIP`]).optional().describe("What installs the packages; `UV` where it is installed, else `PIP`.")},z="Scripts can use `from kestra import Kestra` to send outputs, metrics and log entries: `Kestra.outputs({...})`,\n`Kestra.counter(name, value, tags)`, `Kestra.timer(name, seconds, tags)`, `Kestra.logger()`; nothing needs to be installed for it.\n`dependencies` are installed into a folder of their own and kept for the next run; pin their versions, for an installed package is\nnot looked up again.";export{R as n,F as r,z as t};