using PathAlign.Tests.Storage;
using Xunit;

// Live-tensor counts and LibTorch's threads are the process's own: tests that look at them cannot run beside others.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

// Servers that stores are tested against start once, when a test first asks for them.
[assembly: AssemblyFixture(typeof(StoreServers))]
