import{_ as e,p as t,u as n,v as r}from"./schemas.js";import{i}from"./define.js";import{d as a,o}from"./properties.js";import{n as s}from"./properties2.js";const c=r([e(),t()]),l=r([n(),e()]);var u=i({type:`io.kestra.plugin.scripts.runner.docker.Docker`,title:`Run the commands of a script task in a container.`,description:"Needs the `docker` command on the machine and a Docker host that it reaches. The working directory is copied into the\ncontainer and back (`VOLUME`), or mounted (`MOUNT`, when the Docker host is this machine); its path is the same in both.\n\nWhere there is no Docker, set the environment variable `TUTTI_DOCKER=process`: the commands then run as processes of this machine.",properties:a({...s,fileHandlingStrategy:o(e()).optional().describe("`VOLUME` (default) copies the working directory, `MOUNT` mounts it."),delete:o(l).optional().describe(`Whether the container is removed afterwards. True by default.`),wait:o(l).optional().describe(`Whether the task waits for the container to end. True by default.`),killGracePeriod:o(c).optional().describe("Time a killed container gets to end. `PT0S` by default."),resume:o(l).optional().describe(`Accepted; a container is never taken over from an earlier attempt.`),version:o(e()).optional()}),examples:[{title:`A Python script with limited memory`,code:`id: container
namespace: company.team

tasks:
  - id: report
    type: io.kestra.plugin.scripts.python.Script
    containerImage: python:3.13-slim
    taskRunner:
      type: io.kestra.plugin.scripts.runner.docker.Docker
      memory:
        memory: 256MB
    script: print("in a container")
`}]});export{u as default};