using System.Text;
using Microsoft.Extensions.Logging;

namespace Cache.Admin;

/// <summary>Tells the log who has changed what.</summary>
/// <remarks>What a caller chooses (a name, a key, a tag) is written so that it stays in its line.</remarks>
internal sealed class AdminAudit(ILogger<ICache> log)
{
    public void Set(AdminCall call, string cache, string key, string? ttl) => AdminLog.Set(log, User(call), Address(call), Line(cache), Line(key), ttl ?? "of the policy");

    public void TtlChanged(AdminCall call, string cache, string key, string ttl) => AdminLog.TtlChanged(log, User(call), Address(call), Line(cache), Line(key), ttl);

    public void Deleted(AdminCall call, string cache, string key, string result) => AdminLog.Deleted(log, User(call), Address(call), Line(cache), Line(key), result);

    public void PatternInvalidated(AdminCall call, string cache, string pattern, string result) =>
        AdminLog.PatternInvalidated(log, User(call), Address(call), Line(cache), Line(pattern), result);

    public void CacheInvalidated(AdminCall call, string cache, string result) => AdminLog.CacheInvalidated(log, User(call), Address(call), Line(cache), result);

    public void TagInvalidated(AdminCall call, string tag, string result) => AdminLog.TagInvalidated(log, User(call), Address(call), Line(tag), result);

    public void AllInvalidated(AdminCall call, string result) => AdminLog.AllInvalidated(log, User(call), Address(call), result);

    // the title and not the detail: that may speak of the value
    public void Refused(AdminCall call, AdminProblem why) =>
        AdminLog.WriteRefused(log, User(call), Address(call), call.Context.Request.Method, Line(call.Context.Request.Path + call.Context.Request.QueryString), why.Status, why.View.Title);

    private static string User(AdminCall call) => Line(call.User);

    private static string Address(AdminCall call) => call.Context.Connection.RemoteIpAddress?.ToString() ?? "a local socket";

    private static string Line(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\x1F') && !text.Any(static one => char.IsControl(one) || one is '\u2028' or '\u2029'))
            return text;
        var line = new StringBuilder(text.Length);
        foreach (var one in text)
            line.Append(char.IsControl(one) || one is '\u2028' or '\u2029' ? '?' : one);
        return line.ToString();
    }
}
