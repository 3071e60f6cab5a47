using System.Diagnostics;
using PathAlign.Files;
using PathAlign.Models.Compute;

namespace PathAlign.Training;

/// <summary>
/// Runs a training loop: steps, progress, checkpoints, resuming, cancelling. The caller provides the step, which must
/// be a pure function of the state and the step's number.
/// </summary>
public sealed class TrainingRun(
    string stage, long totalSteps, int batch, string checkpointPath, int checkpointEverySteps)
{
    private const double Smoothing = 0.98;

    /// <summary>Runs to the end or until cancelled; a cancelled run leaves a checkpoint for the next start.</summary>
    /// <param name="checkpoint">Saves and loads the state.</param>
    /// <param name="step">Does one step and returns its loss and learning rate.</param>
    /// <param name="afterStep">Called with the number of steps done; returns a note for the progress, or null. What
    /// it changes is part of the checkpoint.</param>
    /// <param name="progress">Receives the progress after every step.</param>
    /// <param name="cancel">Stops after the current step.</param>
    /// <param name="stop">Called after every step; true ends the run. Null runs to the end.</param>
    /// <param name="afterSave">Called with the number of steps done when a checkpoint of them is written: for pictures
    /// and exports, which take long and change nothing.</param>
    /// <exception cref="InvalidInputException">The checkpoint is one of more steps, or of another run.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the checkpoint holds all finished steps.</exception>
    /// <exception cref="NotFiniteNumberException">A loss or a gradient is not finite; the message names the
    /// step.</exception>
    public void Run(
        Checkpoint checkpoint,
        Func<long, (double loss, double rate)> step,
        Func<long, string?> afterStep,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancel,
        Func<bool>? stop = null,
        Action<long>? afterSave = null)
    {
        var first = FirstStep(checkpoint);
        var saved = first;
        void Save(long done)
        {
            if (done == saved && File.Exists(checkpointPath)) return;   // a stop right after a checkpoint
            checkpoint.Save(checkpointPath, done);
            saved = done;
            if (done > first) afterSave?.Invoke(done);
        }
        var clock = Stopwatch.StartNew();
        var smoothed = double.NaN;
        var note = checkpoint.ComputedElsewhere is { } stamp
            ? $"resumes from {stamp} with {ComputeStamp.Current}: the bytes can differ from a run on one machine"
            : null;
        for (var i = first; i < totalSteps && stop?.Invoke() != true; i++)
        {
            if (cancel.IsCancellationRequested)
            {
                Save(i);
                cancel.ThrowIfCancellationRequested();
            }
            var (loss, rate) = Taken(Save, step, i);
            smoothed = double.IsNaN(smoothed) ? loss : (Smoothing * smoothed) + ((1 - Smoothing) * loss);
            note = afterStep(i + 1) ?? note;
            if ((i + 1) % checkpointEverySteps == 0 || i + 1 == totalSteps) Save(i + 1);
            var perSecond = (i + 1 - first) / clock.Elapsed.TotalSeconds;
            progress?.Report(
                new TrainingProgress(
                    stage,
                    i + 1,
                    totalSteps,
                    smoothed,
                    rate,
                    perSecond * batch,
                    TimeSpan.FromSeconds((totalSteps - i - 1) / perSecond),
                    note));
        }
    }

    private long FirstStep(Checkpoint checkpoint)
    {
        if (!File.Exists(checkpointPath)) return 0;
        var first = checkpoint.Load(checkpointPath);
        return first <= totalSteps
            ? first
            : throw new InvalidInputException(
                checkpointPath, "step", $"expected at most {totalSteps} steps as --steps asks for, found {first}");
    }

    // A step that was cancelled halfway has changed nothing that the checkpoint holds.
    private (double Loss, double Rate) Taken(Action<long> save, Func<long, (double, double)> step, long i)
    {
        try
        {
            var (loss, rate) = step(i);
            return double.IsFinite(loss)
                ? (loss, rate)
                : throw new NotFiniteNumberException($"expected a finite loss, got {loss}", loss);
        }
        catch (NotFiniteNumberException error)
        {
            throw new NotFiniteNumberException(
                $"{stage}: step {i + 1}: {error.Message}; the last checkpoint is kept. A lower rate with another " +
                    "--out may help",
                error.OffendingNumber,
                error);
        }
        catch (OperationCanceledException)
        {
            save(i);
            throw;
        }
    }
}
