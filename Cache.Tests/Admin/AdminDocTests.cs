using System.Text.Json.Nodes;
using Cache.Admin;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Admin;

/// <summary>What the documentation says of the API is what is mapped.</summary>
internal sealed class AdminDocTests
{
    [Test]
    public void The_table_of_the_page_is_that_of_the_routes()
    {
        var page = Repository.Read("docs/admin.md");

        var table = "| Route | What it does |\n|---|---|\n" + string.Concat(AdminRoutes.All.Select(static route => $"| `{route.Method} {route.Path}` | {route.Summary} |\n")) + "\n";

        Assert.That(page, Does.Contain(table));
    }

    [Test]
    public async Task The_document_has_every_route_that_is_mapped_and_no_other()
    {
        await using var app = await AdminApp.StartAsync();
        var document = await app.GetAsync("/openapi.json");

        var documented = document["paths"]!.AsObject().SelectMany(static path => path.Value!.AsObject().Select(operation => $"{operation.Key.ToUpperInvariant()} /ops/cache{path.Key}"));

        var files = AdminPage.Files.SelectMany(static file => new[] { $"GET /ops/cache{file.Path}", $"HEAD /ops/cache{file.Path}" });
        Assert.That(Mapped(app), Is.EquivalentTo(documented.Concat(files).Append("GET /ops/cache/openapi.json")));
    }

    [Test]
    public async Task Every_reference_of_the_document_leads_to_a_schema_of_an_object()
    {
        await using var app = await AdminApp.StartAsync();
        var document = await app.GetAsync("/openapi.json");

        var references = new List<string>();
        Collect(document["paths"], references);

        Assert.That(references, Has.Count.GreaterThan(40));
        foreach (var reference in references.Distinct())
            Assert.That(document["components"]!["schemas"]![reference.Split('/')[^1]]?["properties"], Is.Not.Null, reference);
        Assert.That((string)document["openapi"]!, Is.EqualTo("3.1.0"));
    }

    [Test]
    public async Task The_statuses_that_routes_answer_are_documented()
    {
        await using var app = await AdminApp.StartAsync();
        await Shop.Notes.OpenIn(app.Cache).SetAsync("a", "text");

        foreach (var route in AdminRoutes.All)
        {
            var path = route.Path.Replace("{name}", "notes", StringComparison.Ordinal);
            foreach (var (query, body) in new (string, string?)[] { ("?key=a", "{\"value\":\"x\",\"ttl\":\"5m\"}"), ("?key=a", "{\"ttl\":\"5m\"}"), ("?key=a", "{\"all\":true}"), ("", null), ("?limit=-1&key=", "[]") })
            {
                var reply = await app.SendAsync(route.Method, path + query, route.Method == "GET" ? null : body);
                Assert.That(route.Problems.Append(route.Answer is null ? 204 : 200), Does.Contain(reply.Status), $"{route.Method} {path}{query} {body}: {reply.Text}");
            }
        }
    }

    private static IEnumerable<string> Mapped(AdminApp app) => app.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>()
        .Where(static endpoint => endpoint.Metadata.GetMetadata<AdminEndpoint>() is not null)
        .SelectMany(static endpoint => endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText}"));

    private static void Collect(JsonNode? node, List<string> references)
    {
        if (node is JsonObject members)
        {
            foreach (var (name, value) in members)
            {
                if (name == "$ref")
                    references.Add((string)value!);
                Collect(value, references);
            }
        }
        else if (node is JsonArray elements)
        {
            foreach (var element in elements)
                Collect(element, references);
        }
    }
}
