using System.Globalization;
using Cache.Inspection;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Cache.Admin;

/// <summary>This node and who looks at it. Made when the application starts.</summary>
internal sealed class AdminNode(NodeInspection node, ICacheStatistics statistics, IAntiforgery antiforgery, IOptions<CacheAdminOptions> options, IServiceProvider services, TimeProvider time)
{
    private readonly DateTimeOffset _started = time.GetUtcNow();
    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{Environment.ProcessId}");

    public DateTimeOffset Now => time.GetUtcNow();

    public async Task<AdminAnswer> TellAsync(AdminCall call)
    {
        var now = statistics.Node;
        var tokens = antiforgery.GetAndStoreTokens(call.Context);
        var canWrite = await CanWriteAsync(call.Context).ConfigureAwait(false);
        var shared = now.Shared is { } tier ? new SharedView(tier.IsConnected, tier.IsConfirmed, tier.ConfirmationLag.TotalMilliseconds, tier.QueuedInvalidations) : null;
        var quota = now.Quota is { } used ? new QuotaView(used.Bytes, used.Allocation, used.Evictions) : null;
        return AdminAnswer.Of(
            new NodeView(
                _name, node.Namespace, now.Provider.ToLowerInvariant(), _started, call.User, canWrite, now.Entries, now.Bytes, now.ByteLimit, now.EntryLimit, quota, shared, new(tokens.HeaderName!, tokens.RequestToken!)),
            AdminJson.Default.NodeView);
    }

    /// <summary>Lets a write go on.</summary>
    /// <exception cref="AdminProblem">The user may not write, or the request was not made by the page of this application.</exception>
    public async Task AdmitWriteAsync(HttpContext context)
    {
        if (!await CanWriteAsync(context).ConfigureAwait(false))
            throw AdminProblem.Refused($"You may look, and not change: that takes the authorization policy '{options.Value.WritePolicy}'.");
        try
        {
            await antiforgery.ValidateRequestAsync(context).ConfigureAwait(false);
        }
        catch (AntiforgeryValidationException failure)
        {
            throw AdminProblem.Bad(
                $"The anti-forgery check has failed: {failure.Message} Send the header and the token of GET .../api/node, with the cookie of that answer. Where several instances answer, they share the keys of data protection.");
        }
    }

    private async ValueTask<bool> CanWriteAsync(HttpContext context)
    {
        if (options.Value.WritePolicy is not { } policy)
            return true;
        if (services.GetService(typeof(IAuthorizationService)) is not IAuthorizationService authorization)
            return false;
        return (await authorization.AuthorizeAsync(context.User, context, policy).ConfigureAwait(false)).Succeeded;
    }
}
