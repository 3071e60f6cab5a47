using PathAlign.StableDiffusion.Scheduling;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.StableDiffusion.Scheduling;

[Collection(nameof(Alone))]
public sealed class SchedulerMemoryTests
{
    public static TheoryData<string> Names => [.. Schedulers.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_run_leaves_only_the_image(string name)
    {
        var scheduler = Schedulers.Of(name, new SchedulerConfig { ClipSample = false, SkipPrkSteps = true });
        using var noise = ones(1, 4, 2, 2);
        var x = zeros(1, 4, 2, 2);
        var before = LiveTensors.Settled();

        using (var run = scheduler.Start(10))
            for (var i = 0; i < run.Timesteps.Count; i++)
            {
                using var input = run.ScaleInput(x, i);
                var next = run.Step(input, i, x, noise);
                x.Dispose();
                x = next;
            }

        Assert.Equal(before, Tensor.TotalCount);
        x.Dispose();
    }
}
