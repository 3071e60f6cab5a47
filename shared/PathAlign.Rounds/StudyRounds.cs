using PathAlign.Contracts.Events;
using PathAlign.Contracts.Manifests;
using PathAlign.Contracts.Plans;
using PathAlign.Files;
using PathAlign.Storage.Documents;
using PathAlign.Storage.Objects;

namespace PathAlign.Rounds;

/// <summary>
/// Turns a study into a round: the author's list of images into the manifest that raters' images come from, and its
/// settings into a plan without a generator. The same study always gives the same plan.
/// </summary>
public sealed class StudyRounds(IObjectStore objects, RoundInputs inputs)
{
    /// <summary>Stores the plan of a study; the returned event starts it.</summary>
    /// <exception cref="InvalidInputException">The study or its list of images breaks a rule.</exception>
    /// <exception cref="ObjectNotFoundException">An object that the study names does not exist.</exception>
    public async Task<RoundRequested> StoreAsync(StudyPlan study, CancellationToken cancel)
    {
        var plan = await PlanAsync(study, cancel);
        return new RoundRequested { RoundId = plan.RoundId, PlanKey = await inputs.StoreAsync(plan, cancel) };
    }

    /// <summary>The plan of a study.</summary>
    /// <exception cref="InvalidInputException">The study or its list of images breaks a rule.</exception>
    /// <exception cref="ObjectNotFoundException">An object that the study names does not exist.</exception>
    public async Task<RoundPlan> PlanAsync(StudyPlan study, CancellationToken cancel)
    {
        InputRules.Check(study, "study");
        foreach (var key in new[] { study.DataKey, study.ClassifierKey }.OfType<string>())
            if (!await objects.ExistsAsync(ObjectKey.Check(key), cancel)) throw new ObjectNotFoundException(key);
        var list = await objects.GetJsonAsync<StudyManifest>(ObjectKey.Check(study.ManifestKey), cancel);
        var images = new ImageManifest { RoundId = study.StudyId, Images = Entries(study, list) };
        return InputRules.Check(
            new RoundPlan
            {
                RoundId = study.StudyId,
                Seed = study.Seed,
                Data = study.DataKey ?? RoundPlan.NoData,
                DataName = study.DataName ?? study.DataKey ?? RoundPlan.NoData,
                Dataset = study.Dataset,
                ImagesKey = await objects.PutJsonAsync("manifests", images, cancel),
                GeneratorKey = "",
                FilterKey = study.ClassifierKey ?? "",
                JudgeKey = "",
                Rating = study.Rating,
                Reward = study.Reward,
            },
            "study");
    }

    private static List<ImageEntry> Entries(StudyPlan study, StudyManifest list)
    {
        if (list.Images.Count is < 1 or > StudyManifest.MostImages)
            throw Fault("images", $"expected 1 to {StudyManifest.MostImages} images, found {list.Images.Count}");
        var entries = new List<ImageEntry>(list.Images.Count);
        foreach (var (i, image) in list.Images.Index())
        {
            if (image is null) throw Fault($"images[{i}]", "expected an image, found null");
            InputRules.Check(image, $"{study.ManifestKey}, images[{i}]");
            entries.Add(
                new ImageEntry
                {
                    Id = IdOf(study.StudyId, i, image),
                    Key = KeyOf(i, image),
                    Label = study.Dataset.LabelOf(image.Class)
                        ?? throw Fault(
                            $"images[{i}].class",
                            $"expected one of {string.Join(", ", study.Dataset.Codes.Take(20))}, " +
                                $"found '{image.Class}'"),
                    Index = i,
                    Name = image.Name,
                });
        }
        return entries;

        string KeyOf(int i, StudyImage image)
        {
            try
            {
                return ObjectKey.Check(image.Key);
            }
            catch (ArgumentException error)
            {
                throw Fault($"images[{i}].key", error.Message);
            }
        }

        InvalidInputException Fault(string place, string rule) => new(study.ManifestKey, place, rule);
    }

    // Raters may see ids: a hash names neither the file nor the generator that drew it.
    private static string IdOf(string studyId, int place, StudyImage image) =>
        Fingerprint.Of("study-image", studyId, $"{place}", image.Key);
}
