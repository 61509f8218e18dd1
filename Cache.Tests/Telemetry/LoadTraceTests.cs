using System.Diagnostics;
using Cache.Tests.Engine;
using Cache.Tests.Policies;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Telemetry;

/// <summary>The activities of loads. A listener hears of every container of the process, so nothing runs beside these.</summary>
[NonParallelizable]
public class LoadTraceTests
{
    private readonly string _name = $"traced-{Guid.NewGuid():N}";

    [Test]
    public async Task A_load_is_a_part_of_its_call_and_what_it_does_a_part_of_the_load()
    {
        await using var container = new Container();
        using var traces = new Traces(_name);
        var cache = Container.Define<int, int>(_name).In(container.Cache);

        using (var request = traces.Own.StartActivity("request"))
        {
            await cache.GetTask(async (key, _, _) =>
            {
                using var query = traces.Own.StartActivity("query");
                await Task.Yield();
                return key;
            }, 1);
            Assert.That(Activity.Current, Is.SameAs(request));
        }

        Assert.That(traces.Names, Is.EqualTo((string[])["query", "cache.load", "request"]));
        var (query, load, whole) = (traces.Ended[0], traces.Ended[1], traces.Ended[2]);
        Assert.That((query.ParentId, load.ParentId), Is.EqualTo((load.Id, whole.Id)));
        Assert.That((load.Kind, load.Status), Is.EqualTo((ActivityKind.Internal, ActivityStatusCode.Unset)));
        Assert.That(load.TagObjects, Is.EquivalentTo(new Dictionary<string, object?> { ["cache.name"] = _name, ["cache.load.background"] = false }));
    }

    [Test]
    public async Task A_hit_and_a_call_that_joins_a_load_have_none()
    {
        await using var container = new Container();
        using var traces = new Traces(_name);
        var cache = Container.Define<int, int>(_name).In(container.Cache);
        var loads = new HeldLoads<int, int>();

        var callers = new[] { cache.GetTask(loads.Of(), 1), cache.GetTask(loads.Of(), 1), cache.GetValueTask(loads.Of(), 1, CancellationToken.None).AsTask() };
        loads[0].Return(1);
        await Task.WhenAll(callers);
        await cache.GetTask(loads.Of(), 1);
        await cache.TryGetAsync(1);
        cache.GetValue(loads.Of(), 1);

        Assert.That(traces.Names, Is.EqualTo((string[])["cache.load"]));
    }

    [Test]
    public async Task A_load_that_fails_says_of_what_kind_the_failure_is_and_not_what_it_says()
    {
        await using var container = new Container();
        using var traces = new Traces(_name);
        var cache = Container.Define<int, int>(_name).In(container.Cache);

        Assert.That(async () => await cache.GetTask(static (_, _, _) => throw new InvalidDataException("secret"), 1), Throws.InstanceOf<InvalidDataException>());
        Assert.That(() => cache.GetValue(static (_, _, _) => ValueTask.FromException<int>(new InvalidDataException("secret")), 2), Throws.InstanceOf<InvalidDataException>());

        Assert.That(traces.Names, Is.EqualTo((string[])["cache.load System.IO.InvalidDataException", "cache.load System.IO.InvalidDataException"]));
        Assert.That(traces.Ended.Select(static load => (load.Status, load.StatusDescription)), Is.All.EqualTo((ActivityStatusCode.Error, (string?)null)));
        Assert.That(traces.Ended.SelectMany(static load => load.Events), Is.Empty);
    }

    [Test]
    public async Task A_synchronous_method_a_refresh_and_a_cache_that_is_off_have_their_loads()
    {
        await using var container = new Container();
        using var traces = new Traces(_name);
        var cache = Container.Define<int, int>(_name).In(container.Cache);
        var thread = 0;

        cache.GetValue((key, _, _) =>
        {
            thread = Environment.CurrentManagedThreadId;
            return new(key);
        }, 1);
        Assert.That(thread, Is.EqualTo(Environment.CurrentManagedThreadId), "the one that calls runs it");
        await cache.RefreshAsync(static (key, _, _) => new(key), 1);
        await using var off = new Container();
        await Container.Define<int, int>(_name, enabled: false).In(off.Cache).GetTask(static (key, _, _) => new(key), 1);

        Assert.That(traces.Names, Is.EqualTo((string[])["cache.load", "cache.load", "cache.load"]));
    }

    [Test]
    public async Task A_load_that_may_go_on_without_its_callers_is_told_as_such()
    {
        var loads = new HeldLoads<int, string?>();
        await using var container = new Container(services => services.AddScoped(_ => loads.Of()));
        using var traces = new Traces(_name);
        var cache = Container.Define<int, string?>(_name, failSafe: "1h", timeout: "1s").In(container.Cache);
        await FailSafeTests.ExpireAsync(container, cache, "old");

        var caller = cache.GetTask(loads.Of(), 1);
        (await loads.AtAsync(0)).Return("new");
        await caller;

        Assert.That(traces.Ended.Single().GetTagItem("cache.load.background"), Is.True);
    }

    [Test]
    public async Task A_key_is_told_only_where_the_application_has_said_so()
    {
        await using var container = new Container(static services => services.Configure<CacheOptions>(static options => options.TraceKeys = true));
        using var traces = new Traces(_name);
        var cache = Container.Define<int, int>(_name).In(container.Cache);

        await cache.GetTask(static (key, _, _) => new(key), 17);

        Assert.That(traces.Ended.Single().GetTagItem("cache.key"), Is.EqualTo(cache.Key(17)));
    }
}
