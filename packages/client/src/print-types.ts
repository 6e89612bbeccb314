import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript'

const HEADER = `// Written by \`pnpm client:generate\` from the API's OpenAPI document: do not edit.\n\n`

/** The types of an OpenAPI document, as the text of a module. */
export async function printTypes(document: OpenAPI3): Promise<string> {
  const types = await openapiTS(document, {
    defaultNonNullable: false, // what has a default may be left out of a request
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
  })
  return HEADER + astToString(types)
}
