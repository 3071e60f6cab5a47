using System.Diagnostics;
using System.Globalization;
using PathAlign.Bench;
using PathAlign.Models.Compute;

// pathalign-bench torch [--peer PYTHON] [CASES]: networks in float32 and bfloat16 next to PyTorch, in turns, in one
//     run; CASES is how the names of the wanted cases begin, for example latent.
//     PATHALIGN_DEVICE=cuda measures on a GPU.
// pathalign-bench device: the device and the result of one matrix product on it.
// pathalign-bench ratings: raters at the feedback service next to the bare document store; then 200 in parallel.
// pathalign-bench ratings turns N: processor time of a rating in each of N turns, to compare with another version.
// pathalign-bench active HOME HOME...: active ordering against random order on the rated first rounds of homes of
// the same generator.
// pathalign-bench import: the memory of an import of 63 MiB of ratings.
// pathalign-bench pairs HOME...: two images side by side against one at a time, on the same homes.
// pathalign-bench best HOME...: what finetuning and the choice among several attempts each add, by the simulated
// pathologist.
// pathalign-bench rows: requests with 10^3 to 10^6 images in the store.
// pathalign-bench events: events over the product's queues next to MassTransit alone, on a broker of this machine.
// pathalign-bench images: writes and reads of the object stores next to their bare clients.
// pathalign-bench cells DATA [--autoencoder FILE]: the simulated pathologist of Giemsa-stained cells on real cells,
// on spoilt ones, and on what the autoencoder makes of real ones. With --choose FILE... instead: decoded validation
// cells of each autoencoder.
// pathalign-bench paint: from key to the next painted tile, in Chromium, with tiles of 28, 224 and 512 px.
// pathalign-bench soak [--minutes M] [--undisturbed]: the local cluster under half its load, one process killed every
// minute or none at all.
// pathalign-bench classifier --peer PYTHON DATA [SEED]: the shipped classifier's recipe, trained by PyTorch.
// pathalign-bench sd-fixtures DIR: Stable Diffusion's parts next to reference values of diffusers and transformers.
// pathalign-bench sd-full [15|21]: Stable Diffusion at its full size with random weights: parameters, seconds, memory.
// pathalign-bench sd-speed [--peer PYTHON]: its blocks in float32 and bfloat16 next to PyTorch, in turns, in one run.
//     OMP_NUM_THREADS=1 measures processor time, for busy machines.
ComputeDevice.Use(Environment.GetEnvironmentVariable("PATHALIGN_DEVICE") ?? ComputeDevice.Default, "PATHALIGN_DEVICE");
var peer = args is ["torch", "--peer", var python, ..] ? python : null;
var wanted = args[Math.Min(args.Length, peer is null ? 1 : 3)..];
if (args is ["active", _, _, ..]) return await PathAlign.Bench.Active.ActiveBench.RunAsync(args[1..]);
if (args is ["pairs", _, ..]) return await PathAlign.Bench.Active.PairsBench.RunAsync(args[1..]);
if (args is ["best", _, ..]) return await PathAlign.Bench.Best.BestBench.RunAsync(args[1..]);
if (args is ["device"]) return DeviceCheck.Run();
if (args is ["cells", var cells]) return PathAlign.Bench.Cells.CellsBench.Run(cells, autoencoder: null);
if (args is ["cells", var encoded, "--autoencoder", var autoencoder])
    return PathAlign.Bench.Cells.CellsBench.Run(encoded, autoencoder);
if (args is ["cells", var choice, "--choose", .. { Length: > 0 } autoencoders])
    return PathAlign.Bench.Cells.CellsBench.Choose(choice, autoencoders);
if (args is ["sd-fixtures", var fixtures]) return PathAlign.Bench.Fixtures.FixturesBench.Run(fixtures);
if (args is ["sd-full", .. var version] && version is [] or ["15"] or ["21"])
    return PathAlign.Bench.StableDiffusion.FullBench.Run(version is [var given] ? given : "15");
if (args is ["sd-speed", .. var options] && options is [] or ["--peer", _])
    return TorchBench.Run(PathAlign.Bench.StableDiffusion.SpeedCases.All(), options is [_, var beside] ? beside : null);
if (args is ["memory"]) return MemoryBench.Run();
if (args is ["import"]) return await ImportBench.RunAsync();
if (args is ["ratings"]) return await RatingBench.RunAsync();
if (args is ["ratings", "turns", var count] && int.TryParse(count, out var turns) && turns > 0)
    return await RatingBench.TurnsAsync(turns);
if (args is ["rows"]) return await RowBench.RunAsync();
if (args is ["events"]) return await EventBench.RunAsync();
if (args is ["images"]) return await ImageBench.RunAsync();
if (args is ["paint"]) return await PaintBench.RunAsync();
if (args is ["soak", .. var soak])
{
    var undisturbed = soak is [.., "--undisturbed"];
    if (undisturbed) soak = soak[..^1];
    if (soak is []) return await SoakBench.RunAsync(30, undisturbed);
    if (
        soak is ["--minutes", var minutes]
            && double.TryParse(minutes, CultureInfo.InvariantCulture, out var length)
            && length is > 0 and <= 1440)
        return await SoakBench.RunAsync(length, undisturbed);
}
if (args is ["classifier", "--peer", var interpreter, var data, .. var seed])
    return PeerClassifier(interpreter, data, seed is [var given, ..] ? given : "1");
if (args is not ["torch", ..] || wanted.Length > 1)
{
    Console.Error.WriteLine(
        "usage: ./pathalign bench torch [--peer] [CASES], " +
            "./pathalign bench memory|import|ratings|rows|events|images|paint, " +
            "./pathalign bench soak [--minutes M] [--undisturbed], ./pathalign bench active HOME HOME..., " +
            "./pathalign bench pairs HOME..., ./pathalign bench best HOME..., " +
            "./pathalign bench cells DATA [--autoencoder FILE | --choose FILE...], " +
            "./pathalign bench sd-fixtures DIR, ./pathalign bench sd-full [15|21], " +
            "./pathalign bench sd-speed [--peer], or ./pathalign bench classifier --peer DATA.npz [SEED]");
    return 2;
}

var beginning = wanted is [var begin] ? begin : "";
var chosen = TorchCases.All().Where(c => c.name.StartsWith(beginning, StringComparison.Ordinal)).ToList();
if (chosen.Count > 0) return TorchBench.Run(chosen, peer);
Console.Error.WriteLine(
    $"torch: expected the beginning of one of {string.Join(", ", TorchCases.All().Select(c => c.name))}, " +
        $"got '{beginning}'");
return 2;

static int PeerClassifier(string python, string data, string seed)
{
    using var process = Process.Start(
        python, [Path.Combine(AppContext.BaseDirectory, "peer_classifier.py"), data, seed]);
    process.WaitForExit();
    return process.ExitCode;
}
