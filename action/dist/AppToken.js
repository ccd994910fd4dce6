import{_ as e,m as t}from"./schemas.js";import{r as n}from"./define.js";import{l as r,p as i,u as a}from"./properties.js";import{n as o,t as s}from"./connection.js";import{createPrivateKey as c,sign as l}from"node:crypto";var u=n({type:`io.kestra.plugin.github.auth.AppToken`,title:`Make a token of a GitHub App.`,description:"For an App of your own; where the GitHub App of this server runs the flow, its tasks need no token. The token ends after an\nhour. It is masked in logs, but an output is stored: ask for no more than `repositories` and `permissions` that are needed.",properties:t({clientId:i().describe(`Client id of the App, or its id.`),installationId:i().describe(`Id of the installation that the token is for.`),privateKey:i().describe(`Key of the App, as PEM.`),repositories:r(i()).optional().describe(`Names of the repositories that the token is for, without their owner; all of the installation by default.`),permissions:a(i()).optional().describe("Permissions of the token, such as `issues: write`; all of the installation by default."),endpoint:o.endpoint}),outputs:t({token:e().describe("The token, for `appInstallationToken`."),expiresAt:e().describe(`When it ends: an ISO instant.`)}),runs:`inline`,async run(e){let{clientId:t,installationId:n,privateKey:r,repositories:i,permissions:a,endpoint:o}=e.properties;e.mask(r);let c={jwtToken:d(t,r),...o!==void 0&&{endpoint:o}},{api:l}=await s({...e,properties:c},{permissions:{}}),{token:u,expires_at:f}=await l.send(`POST`,`/app/installations/${encodeURIComponent(n)}/access_tokens`,{repositories:i,permissions:a});return e.mask(u),{outputs:{token:u,expiresAt:f}}},examples:[{title:`Open an issue as an App`,code:`id: as_app
namespace: company.team

tasks:
  - id: token
    type: io.kestra.plugin.github.auth.AppToken
    clientId: Iv23liAbCdEfGhIjKlMn
    installationId: "12345678"
    privateKey: "{{ secret('APP_KEY') }}"
    repositories: [data]
    permissions:
      issues: write
  - id: issue
    type: io.kestra.plugin.github.issues.Create
    appInstallationToken: "{{ outputs.token.token }}"
    repository: company/data
    title: Prices are late
`}]});function d(e,t){let n=Math.floor(Date.now()/1e3),r=e=>Buffer.from(JSON.stringify(e)).toString(`base64url`),i=`${r({alg:`RS256`,typ:`JWT`})}.${r({iat:n-60,exp:n+540,iss:e})}`;return`${i}.${l(`RSA-SHA256`,Buffer.from(i),f(t)).toString(`base64url`)}`}function f(e){try{return c(e.replaceAll(`\\n`,`
`).trim())}catch{throw Error("Property `privateKey`: expected the key of the App as PEM, which begins with -----BEGIN")}}export{u as default};