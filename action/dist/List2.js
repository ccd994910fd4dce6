import{_ as e,l as t,m as n}from"./schemas.js";import{r}from"./define.js";import{c as i,p as a,t as o}from"./properties.js";import{n as s,t as c}from"./connection2.js";import{t as l}from"./pages.js";var u=r({type:`io.kestra.plugin.kestra.namespaces.List`,title:`List namespaces.`,description:`Those of flows, and those above them.`,properties:n({...c,prefix:a().optional().describe(`Only namespaces whose name begins with this text.`),existingOnly:o().default(!1).describe(`Only those that exist by themselves; here those that have flows.`),page:i().optional().describe(`Only this page of what is found, from 1; by default all of it.`),size:i().default(10).describe(`Namespaces of a page.`)}),outputs:n({namespaces:t(e()).describe(`Their names, sorted.`)}),runs:`inline`,async run(e){let{prefix:t=``,existingOnly:n,page:r,size:i}=e.properties,a=s(e),o=l({page:r,size:i},async e=>{let{names:r,total:i}=await a.namespaces(t,{existingOnly:n,...e});return{results:r,total:i}},e=>e),c=[];for await(let e of o.pages())c.push(...e.filter(e=>e.startsWith(t)));return{outputs:{namespaces:c}}},examples:[{code:`id: namespaces
namespace: company.team

tasks:
  - id: list
    type: io.kestra.plugin.kestra.namespaces.List
    prefix: company.
  - id: tell
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.list.namespaces | join(', ') }}"
`}]});export{u as default};