namespace Cities;

/// <summary>The start page, which calls the routes and shows what each call cost.</summary>
internal static class PageEndpoint
{
    public static void MapPage(this IEndpointRouteBuilder routes)
    {
        using var resource = typeof(PageEndpoint).Assembly.GetManifestResourceStream("Page.html")!;
        using var reader = new StreamReader(resource);
        var html = reader.ReadToEnd();
        routes.MapGet("/", () => TypedResults.Content(html, "text/html; charset=utf-8"));
    }
}
