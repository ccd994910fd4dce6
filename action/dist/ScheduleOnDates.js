import{c as e,m as t}from"./schemas.js";import{a as n}from"./define.js";import{l as r,o as i,p as a,r as o}from"./properties.js";import{t as s}from"./timeZone.js";var c=n({type:`io.kestra.plugin.core.trigger.ScheduleOnDates`,title:`Start the flow on given dates.`,properties:t({dates:r(a()).describe(`ISO dates and times with an offset.`),timezone:s().optional().describe(`Zone of the dates; by default that of the machine.`),inputs:o().optional().describe(`Values for the inputs of the flow, by id.`),recoverMissedSchedules:i(e([`ALL`,`LAST`,`NONE`]).optional()).describe(`Which of the dates missed while nothing ran are made up for; ALL by default.`)}),outputs:t({}),examples:[{code:`id: on_dates
namespace: company.team

tasks:
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: It is time

triggers:
  - id: releases
    type: io.kestra.plugin.core.trigger.ScheduleOnDates
    dates:
      - "2026-03-01T09:00:00Z"
      - "2026-06-01T09:00:00Z"
`}]});export{c as default};