import{_ as e,c as t,d as n,h as r,l as i,m as a,u as o,y as s}from"./schemas.js";import{a as c}from"./define.js";import{o as l}from"./properties.js";const u=[`push`,`pull_request`,`pull_request_review`,`issues`,`issue_comment`,`release`,`check_run`,`check_suite`,`workflow_run`,`repository_dispatch`,`create`,`delete`,`deployment`,`deployment_status`,`status`,`label`,`milestone`,`star`],d=()=>l(i(e()).min(1)).optional();var f=c({type:`io.tutti.plugin.github.trigger.Event`,title:`Start the flow when something happens on GitHub.`,description:"The repository is the one that the flow is in; the GitHub App has to be installed on it. All filters that are written have to fit.\nEvents of pull requests start the flow as the pull request has it, in its own state and files; those of forks start nothing until\nsomebody with write access said `/tutti ok <sha>`. All other events start the flow of the default branch. Events that the App\nitself caused start nothing. The flow reads `{{ trigger.event }}`, `{{ trigger.action }}`, `{{ trigger.branch }}`,\n`{{ trigger.sha }}`, `{{ trigger.number }}`, `{{ trigger.sender }}` and, with all that GitHub told, `{{ trigger.body }}`: text that\nanybody may have written.",properties:a({on:l(i(t(u)).min(1)).describe(`Events, by GitHub’s names.`),actions:d().describe("Actions, such as `opened`, `labeled`, `published`; of a dispatch its own event type."),branches:d().describe(`Globs of branches: that which was pushed, the target of a pull request, or the one that a check or workflow run was for.`),paths:d().describe("Globs of files, of which one has to be changed: for `push`, `pull_request` and `pull_request_review`."),withLabels:d().describe(`Labels, of which the issue or pull request has to have one.`),senders:d().describe(`Logins, of which one has to have caused it.`),permission:l(t([`none`,`read`,`triage`,`write`,`maintain`,`admin`])).default(`write`).describe("Least role of who caused it, for events that people without one can cause: issues, comments, stars. `none` means everybody.")}),outputs:a({event:e().describe(`Name of the event.`),action:e().optional().describe(`What happened, if the event has several actions.`),deliveryId:e().describe(`Id of the delivery.`),repository:e().describe(`Owner and name, with a slash between.`),sender:e().optional().describe(`Login of who caused it.`),branch:e().optional().describe("Branch, without `refs/heads/`."),sha:e().optional().describe(`Commit that it is about.`),number:n().optional().describe(`Number of the issue or pull request.`),body:r(e(),s()).describe(`The payload as GitHub documents it. Of a large one long texts and lists are cut.`),truncated:o().describe(`Whether something of the payload was cut.`)}),examples:[{title:`When a release is published`,code:`id: announce
namespace: company.team

tasks:
  - id: tell
    type: io.kestra.plugin.core.log.Log
    message: "{{ trigger.body.release.tag_name }} is out"

triggers:
  - id: released
    type: io.tutti.plugin.github.trigger.Event
    on: [release]
    actions: [published]
`},{title:`When data changes on the default branch`,code:`id: load
namespace: company.team

tasks:
  - id: tell
    type: io.kestra.plugin.core.log.Log
    message: "Loading data of {{ trigger.sha }}"

triggers:
  - id: pushed
    type: io.tutti.plugin.github.trigger.Event
    on: [push]
    branches: [main]
    paths: ["data/**"]
`}]});export{f as default,u as events};