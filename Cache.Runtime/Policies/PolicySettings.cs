namespace Cache.Policies;

/// <summary>The table of all settings. A setting is a line here, its value in <see cref="PolicyValues"/>, and a member of the attribute, of the definition and of <see cref="CachePolicySettings"/>.</summary>
internal static class PolicySettings
{
    /// <summary>All settings, in the order in which they are explained.</summary>
    public static IReadOnlyList<PolicySetting> All { get; } =
    [
        PolicySetting.Duration("Ttl", "5m", Beside.Never, static it => it.Ttl, static it => it.Ttl, static (values, ttl) => values with { Ttl = ttl }),
        PolicySetting.Duration("Jitter", "0s", Beside.Zero, static it => it.Jitter, static it => it.Jitter, static (values, jitter) => values with { Jitter = jitter },
            new("Ttl", "write a Jitter below the Ttl", static values => values.Jitter == TimeSpan.Zero || values.Ttl == Timeout.InfiniteTimeSpan || values.Jitter < values.Ttl)),
        PolicySetting.Duration("LocalTtl", "never", Beside.Never, static it => it.LocalTtl, static it => it.LocalTtl, static (values, ttl) => values with { LocalTtl = ttl }),
        PolicySetting.Duration("SlidingTtl", "0s", Beside.Zero, static it => it.SlidingTtl, static it => it.SlidingTtl, static (values, time) => values with { SlidingTtl = time },
            new("Ttl", "write a SlidingTtl below the Ttl", static values => values.SlidingTtl == TimeSpan.Zero || values.Ttl == Timeout.InfiniteTimeSpan || values.SlidingTtl < values.Ttl)),
        PolicySetting.Factor("RefreshAhead", 0, 100, static it => it.RefreshAhead, static it => it.RefreshAhead, static (values, factor) => values with { RefreshAhead = factor }),
        PolicySetting.Duration("KeepWarm", "0s", Beside.Zero, static it => it.KeepWarm, static it => it.KeepWarm, static (values, time) => values with { KeepWarm = time }),
        PolicySetting.Flag("CacheNull", true, static it => it.CacheNull, static it => it.CacheNull, static (values, flag) => values with { CacheNull = flag }),
        PolicySetting.Flag("Enabled", true, static it => it.Enabled, static it => it.Enabled, static (values, flag) => values with { Enabled = flag }),
        PolicySetting.Duration("FailSafe", "0s", Beside.ZeroOrNever, static it => it.FailSafe, static it => it.FailSafe, static (values, time) => values with { FailSafe = time }),
        PolicySetting.Duration("FailSafeBackoff", "5s", Beside.Nothing, static it => it.FailSafeBackoff, static it => it.FailSafeBackoff, static (values, time) => values with { FailSafeBackoff = time }),
        PolicySetting.Duration("Timeout", "0s", Beside.Zero, static it => it.Timeout, static it => it.Timeout, static (values, time) => values with { Timeout = time },
            new("HardTimeout", "write a Timeout below the HardTimeout", static values => values.Timeout == TimeSpan.Zero || values.HardTimeout == TimeSpan.Zero || values.Timeout < values.HardTimeout)),
        PolicySetting.Duration("HardTimeout", "0s", Beside.Zero, static it => it.HardTimeout, static it => it.HardTimeout, static (values, time) => values with { HardTimeout = time }),
        PolicySetting.Duration("CacheErrorsFor", "0s", Beside.Zero, static it => it.CacheErrorsFor, static it => it.CacheErrorsFor, static (values, time) => values with { CacheErrorsFor = time }),
        PolicySetting.Flag("Sensitive", false, static it => it.Sensitive, static it => it.Sensitive, static (values, flag) => values with { Sensitive = flag }),
    ];

    /// <summary>The setting of a name as a configuration writes it, whose keys know no case; null where there is none.</summary>
    public static PolicySetting? Find(string name) => All.FirstOrDefault(setting => string.Equals(setting.Name, name, StringComparison.OrdinalIgnoreCase));
}
