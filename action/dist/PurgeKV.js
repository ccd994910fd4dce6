import{r as e}from"./rolldown-runtime.js";import{m as t,p as n}from"./schemas.js";import{t as r}from"./picomatch.js";import{r as i}from"./define.js";import{a,d as o,l as s,p as c,t as l}from"./properties.js";import{t as u}from"./entries.js";var d=/* @__PURE__ */ e(r(),1),f=i({type:`io.kestra.plugin.core.kv.PurgeKV`,title:`Delete expired keys of the KV store.`,description:"Without `namespaces` and `namespacePattern` every namespace is purged. With `expiredOnly: false` keys that are still good are\ndeleted too. In patterns `*` stands for any characters.",properties:t({namespaces:s(c()).optional().describe(`Namespaces to purge.`),namespacePattern:c().optional().describe("Glob of the namespaces to purge, instead of `namespaces`."),includeChildNamespaces:l().default(!0).describe("Whether the namespaces below `namespaces` are purged too."),keyPattern:c().optional().describe(`Glob of the keys to delete; every key where it is absent.`),expiredOnly:l().optional().describe(`Whether only keys whose time is over are deleted; true by default.`),behavior:o({type:a([`key`]).default(`key`).describe(`What is purged: whole keys.`),expiredOnly:l().default(!0).describe(`As the property of the task, which wins.`)}).optional().describe(`What to delete, as Kestra 1.1 writes it.`)}),outputs:t({size:n().int().describe(`How many keys were deleted.`)}),runs:`inline`,async run(e){let{keyPattern:t,behavior:n,expiredOnly:r=n?.expiredOnly??!0}=e.properties,i=t===void 0?()=>!0:m(t),a=0;for(let t of await p(e.kv,e.properties))for(let n of await e.kv.list({namespace:t}))!i(n.key)||r&&!u(n)||await e.kv.delete(n.key,{namespace:t})&&a++;return e.log(`INFO`,`Purged ${a} key${a===1?``:`s`}`),{outputs:{size:a}}},examples:[{title:`Every morning`,code:`id: purge_kv
namespace: company.team

tasks:
  - id: purge
    type: io.kestra.plugin.core.kv.PurgeKV
    namespaces:
      - company

triggers:
  - id: daily
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 9 * * *"
`},{title:`Keys of a kind, expired or not`,code:`id: purge_cache
namespace: company.team

tasks:
  - id: purge
    type: io.kestra.plugin.core.kv.PurgeKV
    namespacePattern: company.*
    keyPattern: cache_*
    expiredOnly: false
`}]});async function p(e,t){let{namespaces:n,namespacePattern:r,includeChildNamespaces:i}=t;if(n&&r!==void 0)throw Error("`namespaces` and `namespacePattern` exclude each other: use one of them");let a=await e.namespaces();return r===void 0?n?a.filter(e=>n.some(t=>e===t||i&&e.startsWith(`${t}.`))):a:a.filter(m(r))}function m(e){let t=(0,d.default)(e,{dot:!0,noextglob:!0,nonegate:!0});return e=>t(e)}export{f as default};