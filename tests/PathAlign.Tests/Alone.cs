using Xunit;

namespace PathAlign.Tests;

/// <summary>
/// Tests of what belongs to the whole process, such as the number of live tensors: nothing runs beside them.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
