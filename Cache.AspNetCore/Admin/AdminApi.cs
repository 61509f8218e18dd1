using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cache.SharedTier;
using Microsoft.AspNetCore.Http;

namespace Cache.Admin;

/// <summary>Answers the requests of the API: who may, what is asked, what went wrong.</summary>
internal sealed class AdminApi(AdminAccess access, AdminNode node, AdminCaches caches, AdminEntries entries, AdminTags tags, AdminNamed named, AdminAudit audit)
{
    public AdminNode Node => node;

    public AdminCaches Caches => caches;

    public AdminEntries Entries => entries;

    public AdminTags Tags => tags;

    public AdminNamed Named => named;

    /// <summary>Whether the endpoint of a request may answer: see <see cref="AdminAccess"/>. Where it may not, the request is answered.</summary>
    public async Task<bool> AdmitsAsync(HttpContext context)
    {
        if (access.Admits(context.GetEndpoint()!))
            return true;
        await WriteAsync(context, AdminProblem.Refused("The admin page asks for no authorization here, and the environment is not Development. Write app.MapCacheAdmin(...).RequireAuthorization(...).")).ConfigureAwait(false);
        return false;
    }

    public async Task AnswerAsync(HttpContext context, AdminRoute route)
    {
        if (!await AdmitsAsync(context).ConfigureAwait(false))
            return;
        var call = new AdminCall(context);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            if (route.IsWrite)
                await node.AdmitWriteAsync(context).ConfigureAwait(false);
            await WriteAsync(context, await route.Run(this, call).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (AdminProblem problem)
        {
            if (route.IsWrite)
                audit.Refused(call, problem);
            await WriteAsync(context, problem).ConfigureAwait(false);
        }
        catch (SharedStoreException failure)
        {
            var problem = AdminProblem.Away($"The shared tier cannot be asked: {failure.Message} What is changed here meanwhile may come there or not; invalidations are sent when it is back.");
            if (route.IsWrite)
                audit.Refused(call, problem);
            await WriteAsync(context, problem).ConfigureAwait(false);
        }
    }

    /// <summary>Serves the OpenAPI document.</summary>
    public async Task DocumentAsync(HttpContext context)
    {
        if (!await AdmitsAsync(context).ConfigureAwait(false))
            return;
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.Body.WriteAsync(AdminDocument.Bytes, context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task WriteAsync(HttpContext context, AdminAnswer answer)
    {
        if (answer.Type is null)
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        else
            await WriteAsync(context, answer.Value!, answer.Type, "application/json; charset=utf-8").ConfigureAwait(false);
    }

    private static Task WriteAsync(HttpContext context, AdminProblem problem)
    {
        context.Response.StatusCode = problem.Status;
        return WriteAsync(context, problem.View, AdminJson.Default.ProblemView, "application/problem+json; charset=utf-8");
    }

    private static Task WriteAsync(HttpContext context, object value, JsonTypeInfo type, string mediaType)
    {
        context.Response.ContentType = mediaType;
        return JsonSerializer.SerializeAsync(context.Response.Body, value, type, context.RequestAborted);
    }
}
