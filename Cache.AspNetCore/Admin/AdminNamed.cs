using Cache.Inspection;

namespace Cache.Admin;

/// <summary>Locks and rate limits, to look at.</summary>
internal sealed class AdminNamed(NamedInspection named)
{
    public async Task<AdminAnswer> LocksAsync(AdminCall call)
    {
        var (locks, isComplete) = await named.LocksAsync(call.Pattern, call.Limit, call.Cancelled).ConfigureAwait(false);
        return AdminAnswer.Of(new LocksView([.. locks.Select(static one => new LockView(one.Key, one.Holder.Owner, one.Holder.Fence, Math.Round(one.Holder.Remaining.TotalMilliseconds)))], isComplete), AdminJson.Default.LocksView);
    }

    public async Task<AdminAnswer> LimitsAsync(AdminCall call)
    {
        var (limits, isComplete) = await named.LimitsAsync(call.Pattern, call.Limit, call.Cancelled).ConfigureAwait(false);
        return AdminAnswer.Of(new LimitsView([.. limits.Select(static one => new LimitView(one.Key, one.Count, one.Window.TotalMilliseconds, Math.Round(one.ResetAfter.TotalMilliseconds)))], isComplete), AdminJson.Default.LimitsView);
    }
}
