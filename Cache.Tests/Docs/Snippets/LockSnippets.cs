using Cache;

namespace Shop;

public interface IInvoices
{
    Task<string> RenderAsync(int order, CancellationToken cancellationToken);

    Task<bool> SaveAsync(int order, string invoice, long fence, CancellationToken cancellationToken);
}

// begin: lock-acquire
public sealed class Invoicing(ICacheLocks locks, IInvoices invoices)
{
    public async Task WriteAsync(int order, CancellationToken cancellationToken)
    {
        await using var held = await locks.AcquireAsync($"invoice:{order}", ttl: TimeSpan.FromSeconds(10), wait: TimeSpan.FromSeconds(30), cancellationToken);

        // the work ends when the caller leaves and when the lock is lost
        using var working = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, held.Lost);
        var invoice = await invoices.RenderAsync(order, working.Token);
        await invoices.SaveAsync(order, invoice, held.Fence, working.Token);
    }
}
// end

public static class LockUses
{
    public static async Task<bool> TryAsync(ICacheLocks locks, Func<CancellationToken, Task> importAsync)
    {
        // begin: lock-try
        await using var held = await locks.TryAcquireAsync("import", ttl: TimeSpan.FromMinutes(1));
        if (held is null)
            return false;                                                 // another node is at it
        await importAsync(held.Lost);
        return true;
        // end
    }

    public static async Task<bool> OwnAsync(ICacheLocks locks, int record, string editor, Func<Task> updateAsync)
    {
        // begin: lock-owner
        var (acquired, fence, remaining) = await locks.TryAcquireAsync($"record:{record}", owner: editor, ttl: TimeSpan.FromSeconds(10));
        if (!acquired)
            return false;                                                 // 409: it is being modified; try again in `remaining`
        try
        {
            await updateAsync();
        }
        finally
        {
            await locks.ReleaseAsync($"record:{record}", owner: editor);
        }
        return true;
        // end
    }

    public static async Task<string> WhoAsync(ICacheLocks locks, int record, string editor)
    {
        // begin: lock-look
        var isMine = await locks.IsHeldAsync($"record:{record}", owner: editor);
        var isStillMine = await locks.RenewAsync($"record:{record}", owner: editor, ttl: TimeSpan.FromSeconds(10));
        var holder = await locks.GetHolderAsync($"record:{record}");      // null where it is free
        // end
        return $"{isMine} {isStillMine} {holder?.Owner}";
    }
}
