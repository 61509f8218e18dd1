using Cache.Inspection;

namespace Cache.Admin;

/// <summary>Invalidations across caches.</summary>
internal sealed class AdminTags(ICache cache, NodeInspection node, AdminAudit audit)
{
    public async Task<AdminAnswer> TagAsync(AdminCall call)
    {
        var body = await call.BodyAsync(AdminJson.Default.TagBody).ConfigureAwait(false);
        if (string.IsNullOrEmpty(body.Tag))
            throw AdminProblem.Bad("The body names no tag. Send { \"tag\": \"user:42\" }.");
        var result = AdminEntries.Text(await cache.InvalidateTagAsync(body.Tag, CancellationToken.None).ConfigureAwait(false));
        audit.TagInvalidated(call, body.Tag, result);
        return AdminEntries.Answer(result);
    }

    public async Task<AdminAnswer> AllAsync(AdminCall call)
    {
        if (await call.BodyAsync(AdminJson.Default.AllBody).ConfigureAwait(false) is not { All: true })
            throw AdminProblem.Bad("This invalidates every entry of every cache. If that is meant, send { \"all\": true }.");
        var result = AdminEntries.Text(await node.InvalidateAllAsync().ConfigureAwait(false));
        audit.AllInvalidated(call, result);
        return AdminEntries.Answer(result);
    }
}
