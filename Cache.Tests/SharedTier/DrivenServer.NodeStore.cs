using System.Runtime.CompilerServices;
using Cache.SharedTier;

namespace Cache.Tests.SharedTier;

internal sealed partial class DrivenServer
{
    // what one node has of the server
    private sealed class NodeStore(DrivenServer server) : ISharedStore
    {
        private readonly long[] _heard = new long[Lanes.Total];
        private ISharedListener? _listener;

        public ISharedQuota? Quota => server.Quota;

        public void Hear(SharedMessage message)
        {
            lock (server._lock)
                _heard[message.Lane] = Math.Max(_heard[message.Lane], message.Sequence);
            _listener?.Invalidated(message);
        }

        public Task StartAsync(ISharedListener listener)
        {
            _listener = listener;
            lock (server._lock)
                server._nodes.Add(this);
            return Task.CompletedTask;
        }

        public Task<SharedSlot> GetAsync(string key) => server.RunAsync("get", () => server.Show(server.Find(key)));

        public Task<SharedSlot> GetOrLeaseAsync(string key, SlotId lease, long under, TimeSpan life) => server.RunAsync("get or lease", () =>
        {
            if (server.Find(key) is { } present)
                return server.Show(present);
            server._slots[key] = new(lease, [], new(default, server.After(life), 0, under), server.After(life));
            return new(SharedSlotKind.Granted, lease, default);
        });

        public Task<bool> TakeOverAsync(string key, SharedSlot seen, SlotId lease, long under, TimeSpan life, bool keep) => server.RunAsync("take over", () =>
        {
            if (server.Find(key) is not { } present || present.Id != seen.Id || (present.Lease is null) != (seen.Kind == SharedSlotKind.Value) || (present.Lease is { } held && held.Deadline > server.Micros && held.Under >= under))
                return false;
            var heldUntil = present.Lease?.HeldExpiresAt ?? present.ExpiresAt;
            var kept = keep && present.Value.Length > 0 && heldUntil > server.Micros;
            var taken = new LeaseLife(present.Lease?.HeldId ?? present.Id, server.After(life), heldUntil, under) { IsAwaited = present.Lease is { IsAwaited: true } };
            server._slots[key] = new(lease, kept ? present.Value : [], taken, kept ? Math.Max(heldUntil, server.After(life)) : server.After(life));
            return true;
        });

        public Task<bool> RenewAsync(string key, SlotId lease, TimeSpan life) => server.RunAsync("renew", () =>
        {
            if (Mine(key, lease) is not { } mine)
                return false;
            server._slots[key] = mine with { Lease = mine.Lease! with { Deadline = server.After(life) }, ExpiresAt = Math.Max(mine.ExpiresAt, server.After(life)) };
            return true;
        });

        public Task<bool> FillAsync(string key, SlotId lease, ReadOnlyMemory<byte> value, TimeSpan ttl)
        {
            var bytes = value.ToArray();
            return server.RunAsync("fill", () =>
            {
                var mine = Mine(key, lease);
                if (mine is null && server.Lack != Lack.LeaseCheck)
                    return server.Find(key)?.Id == lease;
                server._slots[key] = new(lease, bytes, null, server.After(ttl));
                if (mine is not null)
                    Land(key, mine);
                return true;
            });
        }

        public Task TouchAsync(string key, TimeSpan life) => server.RunAsync("touch", () =>
        {
            if (server.Find(key) is { Lease: null } value && value.ExpiresAt < server.After(life))
                server._slots[key] = value with { ExpiresAt = server.After(life) };
            return true;
        });

        public Task<bool> AmendAsync(string key, SharedAmendment amendment) => server.RunAsync("amend", () =>
        {
            if (server.Find(key) is not { Lease: null } value || value.Id != amendment.Seen)
                return false;
            var there = value.Value.AsSpan(amendment.At, amendment.Before.Length);
            if (!there.SequenceEqual(amendment.Before.Span) && !there.SequenceEqual(amendment.After.Span))
                return false;
            byte[] bytes = [.. value.Value];
            amendment.After.Span.CopyTo(bytes.AsSpan(amendment.At));
            server._slots[key] = value with { Value = bytes, ExpiresAt = server.After(amendment.Life) };
            if (amendment.Tells)
                server.Publish(this, Lanes.Of(key), server.Raise(Lanes.Of(key)), SharedMessageKind.Keys, [key]);
            return true;
        });

        public Task ReleaseAsync(string key, SlotId lease) => server.RunAsync("release", () =>
        {
            if (Mine(key, lease) is not { } mine)
                return false;
            if (mine.Value.Length > 0 && mine.Lease!.HeldExpiresAt > server.Micros)
                server._slots[key] = new(mine.Lease.HeldId, mine.Value, null, mine.Lease.HeldExpiresAt);
            else
                server._slots.Remove(key);
            Land(key, mine);
            return true;
        });

        public Task<bool> AwaitAsync(string key, SlotId lease) => server.RunAsync("await", () =>
        {
            if (Mine(key, lease) is not { Lease: { } life })
                return false;
            life.IsAwaited = true;
            return true;
        });

        public async Task<long> InvalidateAsync(int lane, IReadOnlyList<string> keys)
        {
            if (server.Lack != Lack.UnlinkFirst)
                return await server.RunAsync(keys[0].Contains(SharedNames.Mark) ? "mark" : "invalidate", () => Empty(keys) + Tell());
            var told = await server.RunAsync("tell", Tell);
            return told + await server.RunAsync("invalidate", () => Empty(keys));

            long Tell()
            {
                var sequence = server.Raise(lane);
                server.Publish(this, lane, sequence, SharedMessageKind.Keys, [.. keys]);
                return sequence;
            }

            long Empty(IReadOnlyList<string> slots)
            {
                foreach (var key in slots)
                {
                    Assert.That(Lanes.Of(key), Is.EqualTo(lane), key);
                    server._slots.Remove(key);
                    server.DropVersion(key);
                }
                return 0;
            }
        }

        public Task<(long Sequence, bool Stored)> SetAsync(string key, SlotId id, ReadOnlyMemory<byte> value, TimeSpan ttl, long? unlessMoved)
        {
            var bytes = value.ToArray();
            return server.RunAsync("set", () =>
            {
                var lane = Lanes.Of(key);
                // sent again, it finds what it stored the first time
                var stored = unlessMoved is null || unlessMoved == server._sequences[lane] || server.Find(key)?.Id == id;
                server._slots.Remove(key);
                server.DropVersion(key);
                if (stored)
                    server._slots[key] = new(id, bytes, null, server.After(ttl));
                var sequence = server.Raise(lane);
                server.Publish(this, lane, sequence, SharedMessageKind.Keys, [key]);
                return (sequence, stored);
            });
        }

        public Task<long> GetSequenceAsync(int lane) => server.RunAsync("sequence", () => server.Lack == Lack.CatchUp ? _heard[lane] : Born(lane));

        public Task<long[]> GetVersionsAsync(IReadOnlyList<string> names) => server.RunAsync("versions", () => names.Select(Version).ToArray());

        public Task<long> MoveVersionAsync(string name) => server.RunAsync("move", () =>
        {
            var moved = server._versions[name] = Math.Max(server._versions.GetValueOrDefault(name) + 1, server.Micros);
            var lane = Lanes.Of(name);
            server.Publish(this, lane, server.Raise(lane), SharedMessageKind.Version, [name]);
            return moved;
        });

        public async IAsyncEnumerable<IReadOnlyList<string>> ScanAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            string[] keys = await server.RunAsync("scan", () => server._slots.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).ToArray());
            foreach (var batch in keys.Chunk(2))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return batch;
            }
        }

        public Task<long> PublishPatternAsync(string pattern) => server.RunAsync("pattern", () =>
        {
            var sequence = server.Raise(Lanes.Patterns);
            server.Publish(this, Lanes.Patterns, sequence, SharedMessageKind.Pattern, [pattern]);
            return sequence;
        });

        public Task<LaneReading> ReadLanesAsync() =>
            server.RunAsync("lanes", () => new LaneReading([.. Enumerable.Range(0, Lanes.Total).Select(Shown)], server.History, server.Micros));

        public ValueTask DisposeAsync()
        {
            lock (server._lock)
                server._nodes.Remove(this);
            return default;
        }

        private Slot? Mine(string key, SlotId lease) => server.Find(key) is { Lease: not null } slot && slot.Id == lease ? slot : null;

        // without the watermark a reading tells nothing that the messages have not told
        private long Shown(int lane)
        {
            if (server.Lack != Lack.Watermark)
                return Born(lane);
            return _heard[lane] == 0 ? _heard[lane] = Born(lane) : _heard[lane];
        }

        private long Born(int lane) => server._sequences[lane] == 0 ? server._sequences[lane] = server.Micros : server._sequences[lane];

        private long Version(string name) => server._versions.TryGetValue(name, out var version) ? version : server._versions[name] = server.Birth();

        private void Land(string key, Slot lease)
        {
            if (!lease.Lease!.IsAwaited)
                return;
            foreach (var node in server._nodes)
                node._listener?.Landed(key);
        }
    }
}
