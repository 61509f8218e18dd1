using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.WebUtilities;

namespace Cache.Admin;

/// <summary>The OpenAPI document of the API, made from the table of its routes and the types that it reads and writes: nothing of it is written twice.</summary>
internal static class AdminDocument
{
    /// <summary>The document, as it is served.</summary>
    public static byte[] Bytes { get; } = Encoding.UTF8.GetBytes(Make().ToJsonString());

    private static JsonObject Make()
    {
        var paths = new JsonObject();
        var schemas = new JsonObject();
        foreach (var route in AdminRoutes.All)
        {
            if (paths[route.Path] is not JsonObject path)
                paths[route.Path] = path = [];
            path[route.Method.ToLowerInvariant()] = Operation(route, schemas);
        }
        return new()
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Cache admin",
                ["version"] = "1",
                ["description"] = "Looks into the caches of an application and changes them. Writes need the anti-forgery header and cookie of GET /api/node.",
            },
            // relative to where the document is
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "." }),
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas },
        };
    }

    private static JsonObject Operation(AdminRoute route, JsonObject schemas)
    {
        var operation = new JsonObject { ["summary"] = route.Summary };
        var parameters = new JsonArray();
        if (route.Path.Contains("{name}", StringComparison.Ordinal))
            parameters.Add((JsonNode)Parameter("name", "path", "The name of the cache, as GET /api/caches has it.", isRequired: true, isNumber: false));
        foreach (var one in route.Query)
            parameters.Add((JsonNode)Parameter(one.Name, "query", one.Description, one.IsRequired, one.IsNumber));
        if (parameters.Count > 0)
            operation["parameters"] = parameters;
        if (route.Body is not null)
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content("application/json", route.Body, schemas) };

        var responses = new JsonObject
        {
            [route.Answer is null ? "204" : "200"] = route.Answer is null
                ? new JsonObject { ["description"] = "Done" }
                : new JsonObject { ["description"] = "Done", ["content"] = Content("application/json", route.Answer, schemas) },
        };
        foreach (var status in route.Problems)
        {
            responses[status.ToString(CultureInfo.InvariantCulture)] = new JsonObject
            {
                ["description"] = ReasonPhrases.GetReasonPhrase(status),
                ["content"] = Content("application/problem+json", AdminJson.Default.ProblemView, schemas),
            };
        }
        operation["responses"] = responses;
        return operation;
    }

    private static JsonObject Parameter(string name, string place, string description, bool isRequired, bool isNumber) => new()
    {
        ["name"] = name,
        ["in"] = place,
        ["required"] = isRequired,
        ["description"] = description,
        ["schema"] = new JsonObject { ["type"] = isNumber ? "integer" : "string" },
    };

    private static JsonObject Content(string mediaType, JsonTypeInfo type, JsonObject schemas)
    {
        var name = type.Type.Name;
        if (!schemas.ContainsKey(name))
            schemas[name] = type.GetJsonSchemaAsNode();
        return new() { [mediaType] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = $"#/components/schemas/{name}" } } };
    }
}
