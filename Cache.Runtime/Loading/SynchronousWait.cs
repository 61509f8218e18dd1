using System.Diagnostics.CodeAnalysis;

namespace Cache.Loading;

// the one place in which a thread blocks: a caller of a synchronous cached method that joins the flight of another thread, or of a synchronous member of IDistributedCache with a shared tier
internal static class SynchronousWait
{
    [SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "A caller of a synchronous method has no other way to wait; the thread that runs the load completes the task itself.")]
    public static T For<T>(Task<T> task, CancellationToken cancellationToken)
    {
        try
        {
            // released by the thread that completes the task: the pool may have none left, with callers like this one on all of them
            task.Wait(cancellationToken);
        }
        catch (AggregateException) when (task.IsCompleted)
        {
            // thrown below, as itself
        }
        return task.GetAwaiter().GetResult();
    }
}
