import{_ as e,h as t,l as n,m as r,p as i,y as a}from"./schemas.js";import{r as o}from"./define.js";import{t as s}from"./properties.js";import{n as c}from"./client.js";import{t as l}from"./encryptedBody.js";import{n as u,t as d}from"./options.js";var f=o({type:`io.kestra.plugin.core.http.Request`,title:`Send an HTTP request and keep the response.`,description:"The body of the response becomes an output, as text; use `io.kestra.plugin.core.http.Download` for large or binary ones. A\nstatus of 400 and more fails the task, unless `options.allowFailed` is set.",properties:r({...u,encryptBody:s().default(!1).describe("Whether the body is stored encrypted; needs `TUTTI_ENCRYPTION_KEY`.")}),outputs:r({uri:e().describe(`URI of the request.`),code:i().describe(`Status code.`),headers:t(e(),n(e())).describe(`Headers of the response.`),body:a().optional().describe(`Body of the response, as text.`),encryptedBody:a().optional().describe("Body of the response with `encryptBody`.")}),runs:`inline`,async run(e){let{uri:t,params:n,method:r,body:i,formData:a,contentType:o,headers:s,encryptBody:u}=e.properties,f=await c({uri:t,params:n,method:r,body:i,formData:a,contentType:o,headers:s,options:d(e.properties),signal:e.signal,egress:e.confinement?.egress,storage:e.storage,log:t=>e.log(`INFO`,t)}),m=await f.text();p(m);let h={uri:f.uri,code:f.code,headers:f.headers};return{outputs:u?{...h,encryptedBody:l(m)}:{...h,body:m}}},examples:[{title:`Send JSON and read the answer`,code:`id: http_request
namespace: company.team

tasks:
  - id: create
    type: io.kestra.plugin.core.http.Request
    uri: https://example.org/products
    method: POST
    headers:
      Accept: application/json
    body:
      title: Pencil
    options:
      auth:
        type: BEARER
        token: "{{ secret('PRODUCTS_TOKEN') }}"
  - id: tell
    type: io.kestra.plugin.core.log.Log
    message: "{{ fromJson(outputs.create.body).id }}"
`},{title:`Send a file in a form`,code:`id: http_form
namespace: company.team

inputs:
  - id: report
    type: FILE

tasks:
  - id: upload
    type: io.kestra.plugin.core.http.Request
    uri: https://example.org/upload
    method: POST
    contentType: multipart/form-data
    formData:
      title: Report
      file:
        name: report.csv
        content: "{{ inputs.report }}"
`}]});function p(e){let t=/(?![\u{10000}-\u{10ffff}])\p{Cn}/u.exec(e);if(t)throw Error(`Illegal unicode code point in request body: ${t[0].codePointAt(0)}, the Request task only support valid Unicode strings as body.\nYou can try using the Download task instead.`)}export{f as default};