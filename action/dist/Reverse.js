import{_ as e,m as t}from"./schemas.js";import{r as n}from"./define.js";import{p as r}from"./properties.js";import{n as i,t as a}from"./lines.js";import{open as o}from"node:fs/promises";async function*s(e){await using t=await o(e);let{size:n}=await t.stat();if(n===0)return;let r=[],i=!1,a=n;for(;a>0;){let e=Math.min(65536,a);a-=e;let o=Buffer.alloc(e);await t.read(o,0,e,a);let s=e;i&&o[s-1]===13&&s--,i=!1;for(let e=s-1;e>=0;e--)(o[e]===10||o[e]===13)&&(a+e+1!==n&&(yield c(o.subarray(e+1,s),r)),r=[],o[e]===10&&o[e-1]===13?e--:o[e]===10&&e===0&&(i=!0),s=e);r.push(o.subarray(0,Math.max(s,0)))}yield c(/* @__PURE__ */ new Uint8Array,r)}function c(e,t){return Buffer.concat([e,...t.toReversed()])}var l=n({type:`io.kestra.plugin.core.storage.Reverse`,title:`Reverse the lines of a file, the last one first.`,properties:t({from:r().describe(`URI of the file.`),separator:r().default(`
`).describe(`Written after each line.`),charset:r().default(`UTF-8`).describe(`UTF-8, US-ASCII or ISO-8859-1.`)}),outputs:t({uri:e().describe(`URI of the new file; it keeps the extension.`)}),async run(e){let{from:t,separator:n,charset:r}=e.properties,o=Buffer.from(n,u(r)),c=s(await e.storage.localPath(t)),{uri:l}=await e.storage.put(i(d(c,o)),{extension:a(t)});return{outputs:{uri:l}}},examples:[{code:`id: reverse
namespace: company.team

tasks:
  - id: numbers
    type: io.kestra.plugin.core.storage.Write
    content: |
      1
      2
      3
    extension: .txt
  - id: countdown
    type: io.kestra.plugin.core.storage.Reverse
    from: "{{ outputs.numbers.uri }}"
`}]});function u(e){if(/^(utf-?8|(us-)?ascii)$/i.test(e))return`utf8`;if(/^(iso-8859-1|latin1)$/i.test(e))return`latin1`;throw Error(`Unsupported charset '${e}': expected UTF-8, US-ASCII or ISO-8859-1`)}async function*d(e,t){for await(let n of e)yield n,yield t}export{l as default};