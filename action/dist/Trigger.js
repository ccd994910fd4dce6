import{a as e}from"./define.js";import{_ as t,h as n,l as r,m as i,p as a,y as o}from"./schemas.js";import{i as s,m as c,t as l}from"./properties.js";import{t as u}from"./truth.js";import{n as d}from"./client.js";import{t as f}from"./encryptedBody.js";import{n as p,t as m}from"./options.js";var h=e({type:`io.kestra.plugin.core.http.Trigger`,title:`Start the flow when an HTTP response fits.`,description:"Sends a request again and again. When `responseCondition` holds, the flow starts and reads the response as\n`{{ trigger.body }}`, `{{ trigger.code }}` and `{{ trigger.headers }}`. Responses with an error code are responses like\nothers here: the condition decides.",properties:i({...p,encryptBody:l().default(!1).describe(`Whether the body of the response is encrypted.`),interval:s().default(6e4).describe(`Pause between two requests.`),responseCondition:c().default(`{{ response.statusCode < 400 }}`).describe("Expression over `response.statusCode`, `response.body` and `response.headers`.")}),outputs:i({uri:t().describe(`URI of the request.`),code:a().describe(`Status code.`),headers:n(t(),r(t())).describe(`Headers of the response.`),body:o().optional().describe(`Body of the response, as text.`),encryptedBody:o().optional().describe("Body of the response with `encryptBody`.")}),async evaluate(e){let{uri:t,params:n,method:r,body:i,formData:a,contentType:o,headers:s,encryptBody:c,responseCondition:l}=e.properties,p=await d({uri:t,params:n,method:r,body:i,formData:a,contentType:o,headers:s,options:{...m(e.properties),allowFailed:!0},signal:e.signal,egress:e.confinement?.egress,storage:e.storage,log:t=>e.log(`INFO`,t)}),h=await p.text(),g={statusCode:p.code,body:h,headers:p.headers};if(!u((await e.render(l,{response:g})).trim()))return;let _={uri:p.uri,code:p.code,headers:p.headers};return c?{..._,encryptedBody:f(h)}:{..._,body:h}},examples:[{title:`Every thirty seconds, when a price is low`,code:`id: price
namespace: company.team

tasks:
  - id: report
    type: io.kestra.plugin.core.log.Log
    message: "{{ trigger.body }}"

triggers:
  - id: low
    type: io.kestra.plugin.core.http.Trigger
    uri: https://example.org/price
    interval: PT30S
    responseCondition: "{{ fromJson(response.body).price < 100 }}"
`}]});export{h as default};