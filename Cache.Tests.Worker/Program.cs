// a node that tests start as a process: it joins a namespace on a server, does what lines on its input say, several at a time, and answers with lines
using System.Diagnostics;
using System.Globalization;
using Cache;
using Cache.SharedTier;
using Cache.Tests.Worker;
using Microsoft.Extensions.DependencyInjection;

var number = int.Parse(args[0], CultureInfo.InvariantCulture);
var services = new ServiceCollection();
services.AddSingleton<TimeProvider>(new SkewedTime(TimeSpan.FromMilliseconds(int.Parse(args[5], CultureInfo.InvariantCulture))));
var cache = services.AddCache(options =>
{
    options.Namespace = args[3];
    options.Quota = args.ElementAtOrDefault(6);
});
if (args[2] == "Hybrid")
    cache.AddMemory();
cache.AddRedis(args[1]);
services.Configure<SharedOptions>(options => options.LeaseLife = TimeSpan.FromMilliseconds(int.Parse(args[4], CultureInfo.InvariantCulture)));
var inner = services.Single(static one => one.ServiceType == typeof(ISharedStore));
services.Remove(inner);
services.AddSingleton<ISharedStore>(provider => new ObservedStore((ISharedStore)inner.ImplementationFactory!(provider)));
services.AddSingleton(new Settings(number)).AddSingleton<Pages>().AddSingleton<Blobs>();
var provider = services.BuildServiceProvider();
var node = new Node(provider.GetRequiredService<Pages>(), provider.GetRequiredService<ICache>(), provider.GetRequiredService<Settings>(),
    new LockWork(provider.GetRequiredService<ICacheLocks>(), args[1]), new LimitWork(provider.GetRequiredService<ICacheRateLimits>()),
    new QuotaWork(provider.GetRequiredService<Blobs>(), number));

// each on a thread of its own: a read of the input may block whoever asks
_ = Task.Factory.StartNew(() => Answers.PumpAsync(Console.Out), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
await node.WarmAsync();
Answers.Write($"ready 0 {Stopwatch.GetTimestamp()}");
while (Console.In.ReadLine() is { } line)
    _ = node.RunAsync(line.Split(' '));
