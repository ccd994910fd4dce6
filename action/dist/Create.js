import{_ as e,m as t,p as n}from"./schemas.js";import{r}from"./define.js";import{a as i,p as a}from"./properties.js";import{a as o,i as s,n as c,t as l}from"./connection.js";var u=r({type:`io.tutti.plugin.github.checks.Create`,title:`Show a check on a commit.`,description:"Only GitHub Apps can make checks: it needs the permission `checks: write` of the App that runs the flow, or the token of an\ninstallation. A check of the same name that this task run made before is changed instead of made again.",properties:t({...c,...s,name:a().describe("Name of the check. `tutti`, and names that begin with it, are those of the App itself."),sha:a().describe(`SHA of the commit.`),conclusion:i([`success`,`failure`,`neutral`,`cancelled`,`skipped`,`timed_out`,`action_required`]).optional().describe(`How it ended; without one, the check goes on.`),title:a().optional().describe(`Title of the report; the name by default.`),summary:a().default(``).describe(`The report, in Markdown; cut after 65,535 bytes.`),text:a().optional().describe(`More of it, in Markdown; cut likewise.`),detailsUrl:a().optional().describe(`Address of a page with details.`)}),outputs:t({checkRunId:n().int().describe(`Id of the check run.`),checkRunUrl:e().describe(`Its address.`)}),runs:`inline`,async run(e){let{name:t,sha:n,conclusion:r,title:i,summary:a,text:s,detailsUrl:c}=e.properties;if(/^tutti(?:$|[^a-z0-9])/i.test(t.trim()))throw Error(`Property \`name\`: \`${t}\` is a name of the App itself: take another one`);if(!/^[0-9a-f]{40}$/.test(n))throw Error(`Property \`sha\`: expected the 40 hexadecimal digits of a commit, found \`${n}\``);let{api:u,repository:f}=await l(e,{permissions:{checks:`write`}}),p=o(f),m=`task-run:${e.taskRun.id}`,{check_runs:h}=await u.get(`${p}/commits/${n}/check-runs`,{check_name:t,per_page:100}),g=h.find(e=>e.external_id===m),_={...r===void 0?{status:`in_progress`}:{status:`completed`,conclusion:r},...c!==void 0&&{details_url:c},output:{title:i??t,summary:d(a),...s!==void 0&&{text:d(s)}}},{id:v,html_url:y}=await u.send(g?`PATCH`:`POST`,g?`${p}/check-runs/${g.id}`:`${p}/check-runs`,g?_:{name:t,head_sha:n,external_id:m,..._});return{outputs:{checkRunId:v,checkRunUrl:y}}},examples:[{title:`Whether the data of a pushed commit is complete`,code:`id: data_check
namespace: company.team

triggers:
  - id: pushed
    type: io.tutti.plugin.github.trigger.Event
    on: [push]
    paths: ["data/**"]

tasks:
  - id: report
    type: io.tutti.plugin.github.checks.Create
    name: data
    sha: "{{ trigger.sha }}"
    conclusion: success
    title: All rows are there
`}]});function d(e){let t=Buffer.from(e);return t.length<=65535?e:t.subarray(0,65532).toString(`utf8`).replace(/\uFFFD+$/,``)}export{u as default};