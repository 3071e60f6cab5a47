using System.Runtime.InteropServices;
using PathAlign.Files;
using PathAlign.Generator.Training;
using PathAlign.Sampling;
using PathAlign.Tests.Files;
using PathAlign.Tests.Rounds;
using PathAlign.Tests.Sampling;
using PathAlign.Tests.Training;
using PathAlign.Training.Classification;
using Xunit;

namespace PathAlign.Tests.Device;

/// <summary>
/// All stages on a GPU: <c>PATHALIGN_TEST_DEVICE=cuda ./pathalign test -explicit only -class
/// PathAlign.Tests.Device.StagesOnDeviceTests</c>.
/// </summary>
public sealed class StagesOnDeviceTests(TinyRound round) : IDisposable
{
    private static readonly GeneratorTrainingOptions Generator = new()
    {
        Steps = 6,
        Batch = 4,
        Channels = [8, 32],
        BlocksPerLevel = 1,
        WarmupSteps = 2,
        Dropout = 0.1,
        Seed = 3,
        Precision = "float32",
    };
    private static readonly ClassifierTrainingOptions Classifier = new()
    {
        Epochs = 1,
        Batch = 4,
        Precision = "float32",
    };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(Explicit = true)]
    public void A_generator_draws_there_what_it_draws_on_the_CPU()
    {
        var path = TinyGenerator.Write(_folder);
        byte[] Draw()
        {
            using var model = GeneratorModel.Load(path);
            return TinyGenerator.Draw(model);
        }

        var here = Draw();
        using var elsewhere = TestDevice.Use();
        var there = Draw();

        Assert.All(here.Zip(there), pixel => Assert.InRange(pixel.First - pixel.Second, -1, 1));
    }

    [Fact(Explicit = true)]
    public void Trainers_learn_there_what_they_learn_on_the_CPU()
    {
        var data = TileMaker.Dataset(10, 12);
        foreach (var train in new Func<string, string>[]
        {
            folder => new GeneratorTrainer(Generator, data, folder).Run(null, CancellationToken.None),
            folder => new ClassifierTrainer(Classifier, data, folder).Run(null, CancellationToken.None),
        })
        {
            var here = train(_folder.At($"{Guid.NewGuid()}"));
            using var elsewhere = TestDevice.Use();
            var there = train(_folder.At($"{Guid.NewGuid()}"));

            Assert.InRange(Distance(here, there), 0, 0.02);   // float32 products there are TF32: 10 bits
        }
    }

    [Fact(Explicit = true)]
    public void A_run_that_was_stopped_there_goes_on_there_as_if_it_had_not()
    {
        var data = TileMaker.Dataset(10, 8);
        using var elsewhere = TestDevice.Use();
        using var stop = new CancellationTokenSource();

        var straight = new GeneratorTrainer(Generator, data, _folder.At("straight")).Run(null, CancellationToken.None);
        Assert.ThrowsAny<OperationCanceledException>(
            () => new GeneratorTrainer(Generator, data, _folder.At("resumed")).Run(new CancelAt(stop, 3), stop.Token));
        var resumed = new GeneratorTrainer(Generator, data, _folder.At("resumed")).Run(null, CancellationToken.None);

        Assert.InRange(Distance(straight, resumed), 0, 1e-4);   // some kernels of cuDNN add in an order that changes
    }

    [Fact(Explicit = true)]
    public async Task A_whole_round_runs_there()
    {
        var settings = round.Settings();   // its networks are made on the CPU
        using var elsewhere = TestDevice.Use();

        var reports = await TinyRound.RunAsync(_folder.At("home"), settings);

        Assert.Equal(
            "done",
            string.Join(
                ' ',
                (await HomeState.ReadAsync(_folder.At("home"))).Of("jobs")
                    .Select(job => (string?)job["state"])
                    .Distinct()));
        Assert.Single(reports);
    }

    /// <summary>How far the tensors of two files lie apart, relative to their length.</summary>
    private static double Distance(string one, string other)
    {
        using var first = SafetensorsFile.Open(one);
        using var second = SafetensorsFile.Open(other);
        var pairs = first.Tensors.Keys.SelectMany(name => Numbers(first, name).Zip(Numbers(second, name))).ToList();
        return Math.Sqrt(
            pairs.Sum(p => (p.First - p.Second) * (p.First - p.Second)) / pairs.Sum(p => p.First * p.First));
    }

    private static double[] Numbers(SafetensorsFile file, string name) => file.Tensors[name].Dtype switch
    {
        TensorDtype.F32 => [.. MemoryMarshal.Cast<byte, float>(file.Bytes(name)).ToArray().Select(v => (double)v)],
        TensorDtype.F16 => [.. MemoryMarshal.Cast<byte, Half>(file.Bytes(name)).ToArray().Select(v => (double)v)],
        _ => [],   // counters
    };
}
