using System.Runtime.ExceptionServices;

namespace PathAlign.Import;

/// <summary>Does the same with many files, as many at once as there are processors.</summary>
internal static class EachFile
{
    /// <summary>The results, in the order of the inputs. The first error ends it and is thrown as it is.</summary>
    internal static TResult[] Select<T, TResult>(
        IReadOnlyList<T> inputs, Func<T, TResult> select, Action done, CancellationToken cancel)
    {
        var results = new TResult[inputs.Count];
        var options = new ParallelOptions
        {
            CancellationToken = cancel,
            MaxDegreeOfParallelism = Environment.ProcessorCount,
        };
        try
        {
            Parallel.For(0, inputs.Count, options, i =>
            {
                results[i] = select(inputs[i]);
                done();
            });
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.Flatten().InnerExceptions[0]);
        }
        return results;
    }
}
