using Cache.CompilerServices;
using Cache.Engine;
using Cache.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Cache.Policies;

/// <summary>The policies of all caches of a container, by name: reads the configuration, hears when it changes, and puts overrides above it.</summary>
/// <remarks>
/// One lock guards all of it, the swap of an <see cref="EntryPolicy"/> and the emptying of tables that it may bring included, so that changes of one cache take effect in the order in which they came. What is
/// called under it are the tables and the log; neither calls back. The engine takes the lock only when it makes the table of a cache.
/// </remarks>
internal sealed class CachePolicies : ICachePolicies, IDisposable
{
    private static readonly TimeSpan s_longestOverride = TimeSpan.FromDays(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, NamedPolicy> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _refused = new(StringComparer.OrdinalIgnoreCase);
    private readonly IConfigurationSection? _section;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly IDisposable? _listening;
    private PolicyConfiguration _configuration;
    private PolicyLayer? _defaults;
    private bool _isDisposed;

    /// <param name="definitions">The caches that are registered.</param>
    /// <param name="section">The section <c>Policies</c>; null where the application has given no configuration.</param>
    /// <param name="time">Where the time of overrides comes from.</param>
    /// <param name="log">Where changes, and those that are refused, are told.</param>
    /// <exception cref="InvalidOperationException">A setting cannot be, or the section names what there is not.</exception>
    public CachePolicies(IEnumerable<CacheDefinition> definitions, IConfigurationSection? section, TimeProvider time, ILogger log)
    {
        _section = section;
        _time = time;
        _log = log;
        _configuration = new(section);
        _defaults = _configuration.Defaults.Layer;
        if (_configuration.Unreadable.FirstOrDefault() is { } unreadable)
            Throw.BadPolicy(unreadable);
        foreach (var definition in definitions)
            Of(definition);
        if (_configuration.Unknown(_byName.Keys).Select(static unknown => unknown.Problem).FirstOrDefault() is { } unknown)
            Throw.BadPolicy(unknown);
        if (section is null)
            return;
        _listening = ChangeToken.OnChange(section.GetReloadToken, Reload);
        // it may have changed between the reading and now
        Reload();
    }

    /// <summary>The policy of a cache, for the engine. All type arguments of one declaration share it.</summary>
    /// <exception cref="InvalidOperationException">A setting cannot be.</exception>
    public EntryPolicy Of(CacheDefinition definition)
    {
        lock (_lock)
        {
            if (_byName.TryGetValue(definition.Name, out var known))
                return known.Entries;
            if (!NamedPolicy.TryMake(definition, _defaults, _configuration.Of(definition.Name).Layer, out var policy, out var problem))
                Throw.BadPolicy(problem);
            _byName.Add(definition.Name, policy);
            return policy.Entries;
        }
    }

    public CachePolicyExplanation Explain(string name)
    {
        lock (_lock)
            return Find(name).Current.Explanation;
    }

    public void Override(string name, CachePolicySettings settings, TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(duration, s_longestOverride);
        if (!PolicyLayer.TryRead(settings, _time.GetUtcNow() + duration, out var layer, out var problem))
            Throw.BadOverride(settings, problem);
        if (layer.IsEmpty)
            Throw.BadOverride(settings, "It changes no setting. Set at least one.");
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var policy = Find(name);
            if (!policy.TryOverride(layer, () => EndAfter(duration, policy, layer), out problem))
                Throw.BadOverride(settings, problem);
            PutInForce(policy);
        }
    }

    public bool RemoveOverride(string name)
    {
        lock (_lock)
        {
            var policy = Find(name);
            return policy.Override is { } present && End(policy, present);
        }
    }

    public void Dispose()
    {
        _listening?.Dispose();
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var policy in _byName.Values)
                policy.EndOverride();
        }
    }

    private ITimer EndAfter(TimeSpan duration, NamedPolicy policy, PolicyLayer layer)
    {
        // the timer would else hold on, for up to 30 days, to whatever flows with the request that made the override
        using AsyncFlowControl? nothingFlows = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        return _time.CreateTimer(_ => End(policy, layer), null, duration, Timeout.InfiniteTimeSpan);
    }

    // a timer may fire while another override takes the place of the one that it was for
    private bool End(NamedPolicy policy, PolicyLayer layer)
    {
        lock (_lock)
        {
            if (_isDisposed || policy.Override != layer)
                return false;
            policy.EndOverride();
            PutInForce(policy);
            return true;
        }
    }

    private void Reload()
    {
        lock (_lock)
        {
            if (_isDisposed)
                return;
            _configuration = new(_section);
            var before = _refused.ToDictionary(_refused.Comparer);
            _refused.Clear();
            if (IsReadable(PolicyConfiguration.ForAll, _configuration.Defaults))
                _defaults = _configuration.Defaults.Layer;
            foreach (var policy in _byName.Values)
                Reload(policy, _configuration.Of(policy.Name));
            foreach (var (name, problem) in _configuration.Unknown(_byName.Keys))
                _refused[name] = problem;
            // a provider may raise several changes for one, and what was told once is not told again
            foreach (var (name, problem) in _refused.Where(refused => before.GetValueOrDefault(refused.Key) != refused.Value))
                CacheLog.PolicyRefused(_log, name, problem);
        }
    }

    private void Reload(NamedPolicy policy, PolicyReading section)
    {
        if (!IsReadable(policy.Name, section))
            return;
        if (policy.TryConfigure(_defaults, section.Layer, out var problem))
            PutInForce(policy);
        else
            _refused[policy.Name] = problem;
    }

    private bool IsReadable(string name, PolicyReading reading)
    {
        if (reading.Problem is not { } problem)
            return true;
        _refused[name] = problem;
        return false;
    }

    private void PutInForce(NamedPolicy policy)
    {
        if (policy.Entries.Change(policy.Current.Values))
            CacheLog.PolicyChanged(_log, policy.Name, string.Join(", ", policy.Current.Explanation.Settings));
    }

    private NamedPolicy Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _byName.TryGetValue(name, out var policy) ? policy : Throw.UnknownCache<NamedPolicy>(name, NearNames.Quoted(name, _byName.Keys, 3));
    }
}
