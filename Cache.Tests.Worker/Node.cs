using System.Diagnostics;
using System.Globalization;

namespace Cache.Tests.Worker;

/// <summary>Runs commands: <c>id verb arguments</c>. Answers: <c>verb id began ended</c>, and for a read the value's id, when its load began, and whether the shared tier was read.</summary>
internal sealed class Node(Pages pages, ICache cache, Settings settings, LockWork locks, LimitWork limits, QuotaWork quota)
{
    /// <summary>Connects, and has the runtime compile what the tests will time.</summary>
    public async Task WarmAsync()
    {
        for (var i = 0; i < 50; i++)
        {
            await pages.GetAsync("warm", i);
            await pages.GetCache.InvalidateAsync("warm", i);
        }
    }

    public async Task RunAsync(string[] command)
    {
        var (id, verb) = (command[0], command[1]);
        var tenant = command.ElementAtOrDefault(2) ?? "";
        var page = command.Length > 3 ? int.Parse(command[3], CultureInfo.InvariantCulture) : 0;
        // a caller of its own, as a request is
        await Task.Yield();
        try
        {
            switch (verb)
            {
                case "load-takes":
                    settings.Load = TimeSpan.FromMilliseconds(int.Parse(command[2], CultureInfo.InvariantCulture));
                    Answers.Write($"done {id} 0 0 {true}");
                    break;
                case "read":
                    Answers.Write(await ReadAsync(id, tenant, page));
                    break;
                case "crowd":
                    // told when all have returned: lines through a pipe, and who reads them, would take the processors from those who still wait
                    foreach (var answer in await Task.WhenAll(Enumerable.Range(0, int.Parse(command[4], CultureInfo.InvariantCulture)).Select(_ => ReadAsync(id, tenant, page))))
                        Answers.Write(answer);
                    break;
                case "hold":
                    await locks.HoldAsync(id, command[2], TimeSpan.FromMilliseconds(page));
                    break;
                case "contend":
                    await locks.ContendAsync(id, command[2], TimeSpan.FromMilliseconds(page), long.Parse(command[4], CultureInfo.InvariantCulture));
                    break;
                case "limited":
                    await limits.TakeAsync(id, command[2], TimeSpan.FromMilliseconds(page), int.Parse(command[4], CultureInfo.InvariantCulture), TimeSpan.FromMilliseconds(int.Parse(command[5], CultureInfo.InvariantCulture)));
                    break;
                case "store":
                    await quota.RunAsync(id, TimeSpan.FromMilliseconds(int.Parse(command[2], CultureInfo.InvariantCulture)), least: page);
                    break;
                default:
                    await ChangeAsync(id, verb, tenant, page);
                    break;
            }
        }
        catch (Exception failure)
        {
            Answers.Write($"failed {id} {failure.GetType().Name}: {failure.Message.ReplaceLineEndings(" ")}");
        }
    }

    private async Task<string> ReadAsync(string id, string tenant, int page)
    {
        var visit = ObservedStore.Begin();
        var began = Stopwatch.GetTimestamp();
        var value = await pages.GetAsync(tenant, page);
        return $"read {id} {began} {Stopwatch.GetTimestamp()} {value.Id} {value.Began} {visit.HasRead}";
    }

    private async Task ChangeAsync(string id, string verb, string tenant, int page)
    {
        var began = Stopwatch.GetTimestamp();
        var result = InvalidationResult.Applied;
        switch (verb)
        {
            case "key":
                result = await pages.GetCache.InvalidateAsync(tenant, page);
                break;
            case "where":
                result = await pages.GetCache.InvalidateWhereAsync(page: page);
                break;
            case "glob":
                result = await pages.GetCache.InvalidateMatchingAsync($"{tenant}:*");
                break;
            case "group":
                result = await pages.GetCache.InvalidateWhereAsync(tenant: tenant);
                break;
            case "tag":
                result = await cache.InvalidateTagAsync($"tenant:{tenant}");
                break;
            case "all":
                result = await pages.GetCache.InvalidateAllAsync();
                break;
            case "set":
                // counts from the end of the set: that is not known yet, and the test takes it from the answer
                var value = settings.New(0);
                await pages.GetCache.SetAsync(tenant, page, value);
                Answers.Write($"set {id} {began} {Stopwatch.GetTimestamp()} {value.Id}");
                return;
            case "put":
                var put = await pages.PutAsync(tenant, page);
                Answers.Write($"put {id} {began} {Stopwatch.GetTimestamp()} {put.Id}");
                return;
            default:
                throw new ArgumentException($"There is no command '{verb}'.");
        }
        Answers.Write($"done {id} {began} {Stopwatch.GetTimestamp()} {result == InvalidationResult.Applied}");
    }
}
