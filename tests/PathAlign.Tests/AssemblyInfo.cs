using PathAlign.Tests;
using PathAlign.Tests.Rounds;
using PathAlign.Tests.Storage;
using PathAlign.Tests.Web;
using Xunit;

// Three at a time on the two cores of CI: a test that waits for a process or a browser leaves its core to another. Each
// has one
// thread of LibTorch (`pathalign test` sets OMP_NUM_THREADS), since pools beside each other wait more than they
// compute.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]

// Made or started once, when a test first asks for it.
[assembly: AssemblyFixture(typeof(TinyRound))]
[assembly: AssemblyFixture(typeof(StoreServers))]
[assembly: AssemblyFixture(typeof(Chromium))]
