using Xunit;

// Live-tensor counts and LibTorch's threads are the process's own: tests that look at them cannot run beside others.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
