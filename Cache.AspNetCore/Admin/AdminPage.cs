using System.Security.Cryptography;
using Cache.Responses.Validators;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Cache.Admin;

/// <summary>One file of the page: a resource of this assembly, read once.</summary>
internal sealed class AdminPage
{
    private const string Prefix = "Cache.Admin.Page.";
    private const string Start = "index.html";

    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly byte[] _body;
    private readonly EntityTagHeaderValue _tag;

    private AdminPage(string file, byte[] body)
    {
        File = file;
        _body = body;
        _tag = new($"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16))}\"");
    }

    /// <summary>The files.</summary>
    public static IReadOnlyList<AdminPage> Files { get; } =
    [
        .. typeof(AdminPage).Assembly.GetManifestResourceNames()
            .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(static name => new AdminPage(name[Prefix.Length..], Read(name))),
    ];

    public string File { get; }

    /// <summary>The path below the prefix.</summary>
    public string Path => File == Start ? "/" : $"/{File}";

    public async Task ServeAsync(HttpContext context)
    {
        // what the page names is relative to it, and so the slash at its end matters
        if (File == Start && context.Request.Path.Value is { } path && !path.EndsWith('/'))
        {
            context.Response.Redirect($"{context.Request.PathBase}{context.Request.Path}/{context.Request.QueryString}", permanent: false);
            return;
        }
        var (request, response) = (context.Request, context.Response);
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = "no-cache";
        response.Headers.ETag = _tag.ToString();
        if (Conditions.IsNotModified(request.Headers, response.Headers))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.ContentType = TypeOf(File);
        response.ContentLength = _body.Length;
        if (!HttpMethods.IsHead(request.Method))
            await response.Body.WriteAsync(_body, context.RequestAborted).ConfigureAwait(false);
    }

    private static string TypeOf(string file) => System.IO.Path.GetExtension(file) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        _ => "application/octet-stream",
    };

    private static byte[] Read(string name)
    {
        using var resource = typeof(AdminPage).Assembly.GetManifestResourceStream(name)!;
        var body = new byte[resource.Length];
        resource.ReadExactly(body);
        return body;
    }
}
