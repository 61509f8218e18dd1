namespace Cache.Tests.Generators;

/// <summary>Methods that are limited.</summary>
public class LimitedShapeTests
{
    [Test]
    public void Limited_methods_of_every_kind()
    {
        var result = GeneratorHarness.Generate("""
            namespace Market;

            public enum Channel { Mail, Text }

            public partial class Messages(ICacheRateLimits limits)
            {
                /// <summary>Sends a message.</summary>
                [RateLimit(100, "1m", By = "userId")]
                public partial Task SendAsync(string userId, string text, CancellationToken cancellationToken = default);
                private Task SendCoreAsync(string userId, string text, CancellationToken cancellationToken) => Task.CompletedTask;

                [RateLimit(5, "1h30m", By = "channel, at,user")]
                public partial ValueTask<int> CountAsync(Channel channel, DateTime at, Guid? user);
                private static ValueTask<int> CountCoreAsync(Channel channel, DateTime at, Guid? user) => new(0);

                [RateLimit(1, "10ms", Name = "mail", Source = nameof(Flush))]
                public partial ValueTask FlushAsync();
                private ValueTask Flush() => default;

                [RateLimit(1_000_000, "31d", By = "class")]
                public partial Task<T> EchoAsync<T>(T @class, int limits) where T : struct, Enum;
                private Task<T> EchoCoreAsync<T>(T @class, int limits) where T : struct, Enum => Task.FromResult(@class);
            }
            """);
        Snapshot.Match(result.Text(), nameof(Limited_methods_of_every_kind));
    }
}
