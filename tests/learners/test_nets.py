import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from gardefou.core.errors import GardefouError
from gardefou.core.need import Task
from gardefou.learners.encode import Feature, Matrix
from gardefou.learners.nets import price
from gardefou.learners.nets.checked import net_of, plain_net
from gardefou.learners.nets.embed import learn_inputs, usual_row
from gardefou.learners.nets.settings import Settings, usual_settings
from gardefou.learners.problem import Problem
from gardefou.learners.recipe import RECIPES, Packed
from gardefou.learners.recipes.nets import nets_recipe
from learners.invented import problem

torch = pytest.importorskip("torch", reason="the extra gardefou[nets] is not installed")

from gardefou.learners.nets import fit, layers  # noqa: E402  (they are for those who have torch)


@pytest.fixture(autouse=True)
def _one_thread():
    with fit.one_thread():
        yield


SMALL = Settings(
    width=16,
    members=2,
    numeric="piecewise",
    batch=128,
    epochs=6,
    learning_rate=0.002,
    averaging=0.0,
    weight_decay=0.0,
    dropout=0.1,
    device="cpu",
)


def levelled(rows=400, seed=0, task=Task.BINARY):
    """A number, a number with holes, a narrow category and one of 20 levels that decides."""
    rng = np.random.default_rng(seed)
    x, holed = rng.normal(size=rows), rng.normal(size=rows)
    holed[rng.random(rows) < 0.2] = np.nan
    narrow, many = rng.integers(0, 3, rows).astype(float), rng.integers(0, 20, rows).astype(float)
    narrow[rng.random(rows) < 0.1] = np.nan
    levels = tuple(f"level {k}" for k in range(20))
    features = (Feature("x"), Feature("h"), Feature("n", "", levels[:3]), Feature("m", "", levels))
    score = x + np.where(many % 2 == 0, 2.0, -2.0) + 0.5 * rng.normal(size=rows)
    y = score if task is Task.REGRESSION else np.digitize(score, [-1.0, 1.0])
    y = (score > 0).astype(int) if task is Task.BINARY else y
    classes = {Task.BINARY: 2, Task.MULTICLASS: 3, Task.REGRESSION: 0}[task]
    matrix = Matrix(np.column_stack([x, holed, narrow, many]), features)
    return Problem(matrix, y, np.ones(rows), task, classes)


def trained(settings, given=None, *, epochs=None, judge=None):
    given = problem() if given is None else given
    epochs = settings.epochs if epochs is None else epochs
    return fit.train(given, judge, settings, price.Plan(max(epochs, 1), epochs)).net


def weights(net):
    return np.concatenate([np.ravel(net.arrays[f"weight_{k}"]) for k in range(net.layers)])


def run_of(settings, given):
    return fit.Run.start(given, learn_inputs(given.whole, settings), settings)


# The same answer in numpy as in torch.


@pytest.mark.parametrize("task", list(Task))
@pytest.mark.parametrize("numeric", ["plain", "piecewise", "periodic"])
@pytest.mark.parametrize("norm", ["none", "batch", "layer"])
def test_numpy_answers_as_torch_does(task, numeric, norm):
    settings = replace(SMALL, numeric=numeric, norm=norm, dropout=0.2, epochs=2)
    given = levelled(task=task)
    run = run_of(settings, given)
    for _ in range(2):
        run.epoch(0.0, 0.5)
    in_torch = run.raw(run.rows(given))
    assert np.ptp(in_torch) > 0.05  # it learned something to disagree about
    assert np.abs(run.net().raw(given.matrix) - in_torch).max() < 1e-5


@pytest.mark.parametrize("activation", ["relu", "gelu", "silu", "tanh"])
def test_every_activation_is_the_same_in_numpy(activation):
    run = run_of(replace(SMALL, activation=activation), levelled())
    run.epoch(0.0, 0.5)
    in_torch = run.raw(run.rows(levelled()))
    assert np.abs(run.net().raw(levelled().matrix) - in_torch).max() < 1e-5


def test_activations_differ():
    nets = [trained(replace(SMALL, activation=a)) for a in ("relu", "gelu", "silu", "tanh")]
    answers = [net.raw(problem().matrix) for net in nets]
    for one in range(4):
        for two in range(one):
            assert np.abs(answers[one] - answers[two]).max() > 1e-3


def test_many_rows_are_answered_as_few():
    net = trained(SMALL)
    rows = problem(rows=600).matrix
    small = np.concatenate([net.raw(rows.take(slice(k, k + 1))) for k in range(20)])
    assert np.allclose(net.raw(rows)[:20], small, atol=1e-12)
    blocks = list(net.blocks(rows, cells=5000))
    assert len(blocks) > 3 and sum(len(block) for block in blocks) == 600


# Training.


def test_the_same_seed_gives_the_same_bits_whatever_chance_does_elsewhere():
    torch.manual_seed(1)
    one = trained(replace(SMALL, input_noise=0.1))
    torch.manual_seed(2)
    before = torch.random.get_rng_state()
    two = trained(replace(SMALL, input_noise=0.1))
    assert all(np.array_equal(one.arrays[k], two.arrays[k]) for k in one.arrays)
    assert torch.equal(before, torch.random.get_rng_state())


def test_another_seed_gives_another_net():
    other = trained(SMALL, replace(problem(), seed=1))
    assert not np.array_equal(weights(trained(SMALL)), weights(other))


def test_threads_are_left_as_they_were():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        with fit.one_thread():
            assert torch.get_num_threads() == 1
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_before_the_first_step_it_makes_the_trivial_guess():
    given = problem(rows=500)
    net = trained(SMALL, given, epochs=0)
    share = given.y.mean()
    assert np.allclose(net.raw(given.matrix), np.log(share / (1 - share)), atol=0.01)


def test_it_stops_where_the_judge_stops_gaining():
    given, judge = problem(), problem(seed=5, signal=0.0)  # what is learned here is wrong there
    done = fit.train(given, judge, replace(SMALL, patience=2), price.Plan(50, 50))
    assert done.epochs == 0
    assert done.course.at == (0.0, 1.0, 2.0)
    assert done.course.learned[-1] < done.course.learned[0]
    assert done.course.judged[-1] > done.course.judged[0]


def test_the_net_is_that_of_its_best_epoch():
    given, judge = problem(rows=200), problem(rows=200, seed=3)
    settings = replace(SMALL, patience=8, learning_rate=0.02)
    done = fit.train(given, judge, settings, price.Plan(30, 30))
    assert 0 < done.epochs == int(np.argmin(done.course.judged))
    assert judge.loss(done.net.raw(judge.matrix)) == pytest.approx(
        min(done.course.judged), abs=1e-6
    )


def test_a_refit_repeats_the_epochs_and_their_schedule():
    given, judge = problem(rows=300), problem(rows=300, seed=3)
    recipe = nets_recipe(SMALL)
    first = recipe.fit(given, judge, None)
    again = recipe.fit(given, None, first.setting)
    assert dict(first.setting) == {"epochs": 6.0, "planned": 6.0}
    assert np.allclose(again.raw(judge.matrix), first.raw(judge.matrix), atol=1e-9)


def test_a_net_that_diverges_falls_back_on_the_guess_or_says_so():
    given, wild = problem(Task.REGRESSION), replace(SMALL, optimiser="sgd", learning_rate=900.0)
    done = fit.train(given, problem(Task.REGRESSION, seed=1), wild, price.Plan(3, 3))
    assert done.epochs == 0 and np.isfinite(done.net.raw(given.matrix)).all()
    with pytest.raises(GardefouError, match="smaller learning_rate"):
        trained(wild, given, epochs=3)


@pytest.mark.parametrize("rows", [1, 2, 7])
def test_few_rows_empty_and_constant_columns_do_no_harm(rows):
    features = (Feature("a"), Feature("b"), Feature("c", "", ("x", "(other)")))
    values = np.column_stack([np.full(rows, np.nan), np.ones(rows), np.zeros(rows)])
    given = Problem(Matrix(values, features), np.zeros(rows, int), np.ones(rows), Task.BINARY, 2)
    for norm in ("none", "batch", "layer"):
        net = trained(replace(SMALL, norm=norm, numeric="periodic"), given)
        assert np.isfinite(net.raw(given.matrix)).all()
        assert net.raw(given.matrix.take(slice(0, 0))).shape == (0, 1)
        assert net.contributions(given.matrix.take(slice(0, 0))).shape == (0, 1, 3)


def test_weights_of_rows_count():
    given = problem(rows=400)
    heavy = replace(given, weight=np.where(given.y == 1, 1.9, 0.1))
    plain, leaning = trained(SMALL, given), trained(SMALL, heavy)
    assert leaning.raw(given.matrix).mean() > plain.raw(given.matrix).mean() + 1


def test_a_class_that_no_row_has_is_hardly_ever_expected():
    given = problem(Task.MULTICLASS, rows=300)
    net = trained(SMALL, given.take(given.y < 2))
    assert (net.raw(given.matrix)[:, 2] < net.raw(given.matrix)[:, :2].max(axis=1) - 2).all()


# Every knob does what it says.


@pytest.mark.parametrize("optimiser", ["sgd", "adam", "adamw"])
def test_every_optimiser_learns(optimiser):
    rate = 0.1 if optimiser == "sgd" else 0.02
    given = problem(rows=800)
    net = trained(replace(SMALL, optimiser=optimiser, learning_rate=rate), given)
    start = trained(SMALL, given, epochs=0)
    assert given.loss(net.raw(given.matrix)) < 0.7 * given.loss(start.raw(given.matrix))


def test_momentum_moves_faster():
    given, slow = problem(rows=400), replace(SMALL, optimiser="sgd", learning_rate=0.005, epochs=3)
    with_it, without = (trained(replace(slow, momentum=m), given) for m in (0.9, 0.0))
    assert given.loss(with_it.raw(given.matrix)) < given.loss(without.raw(given.matrix))


def test_weight_decay_is_decoupled_in_adamw_only():
    given = problem(rows=300)
    sizes = {
        (name, decay): np.abs(
            weights(trained(replace(SMALL, optimiser=name, weight_decay=decay), given))
        ).mean()
        for name in ("adam", "adamw")
        for decay in (0.0, 5.0)
    }
    assert sizes["adamw", 0.0] == sizes["adam", 0.0]
    assert sizes["adamw", 5.0] < sizes["adamw", 0.0]
    assert sizes["adam", 5.0] < sizes["adam", 0.0]
    assert sizes["adam", 5.0] != pytest.approx(sizes["adamw", 5.0], rel=0.01)


def test_biases_and_embeddings_are_not_decayed_nor_penalised():
    run = run_of(replace(SMALL, weight_decay=0.3), levelled())
    decayed, free = run.optimiser.param_groups
    assert {id(each) for each in decayed["params"]} == {
        id(run.weights[f"weight_{k}"]) for k in range(run.settings.layers + 1)
    }
    assert (decayed["weight_decay"], free["weight_decay"]) == (0.3, 0.0)


def test_l1_is_the_sum_of_absolute_weights_and_l2_of_their_squares():
    pair = {"weight_0": torch.tensor([[[1.0, -2.0]]]), "bias_0": torch.tensor([[[100.0]]])}
    assert float(fit.penalty(pair, replace(SMALL, l1=0.5))) == 1.5
    assert float(fit.penalty(pair, replace(SMALL, l2=0.5))) == 2.5
    assert fit.penalty(pair, SMALL) == 0.0


def test_l1_makes_weights_smaller_and_sparser():
    settings = replace(SMALL, epochs=40, weight_decay=0.0, learning_rate=0.005)
    plain, penalised = (weights(trained(replace(settings, l1=each))) for each in (0.0, 0.003))
    assert np.abs(penalised).mean() < 0.3 * np.abs(plain).mean()
    assert (np.abs(penalised) < 0.01).mean() > 0.5 > (np.abs(plain) < 0.01).mean() + 0.3


def test_l2_makes_large_weights_smaller():
    settings = replace(SMALL, epochs=20, weight_decay=0.0, learning_rate=0.005)
    plain, penalised = (weights(trained(replace(settings, l2=each))) for each in (0.0, 0.01))
    assert (penalised**2).mean() < 0.5 * (plain**2).mean()


def test_dropout_silences_units_while_training_only():
    run = run_of(replace(SMALL, dropout=0.5), problem())
    run.epoch(0.0, 1.0)
    rows = run.rows(problem())
    assert np.array_equal(run.raw(rows), run.raw(rows))
    wide = layers.widened(run.weights, run.inputs, rows)
    one, two = (
        layers.scores(run.weights, run.settings, wide, run.state.seen, run.state) for _ in range(2)
    )
    assert not torch.equal(one, two)


def test_dropout_keeps_the_mean():
    state = layers.Training(torch.Generator().manual_seed(0), {})
    dropped = state.dropped(torch.ones(1, 200, 200), 0.25)
    assert float((dropped == 0).float().mean()) == pytest.approx(0.25, abs=0.01)
    assert float(dropped.mean()) == pytest.approx(1.0, abs=0.02)
    assert torch.equal(state.dropped(dropped, 0.0), dropped)


def test_input_noise_moves_numbers_only():
    given = levelled(rows=2000)
    run = run_of(replace(SMALL, input_noise=0.3), given)
    noisy = run.state.noisy(run.learn, 0.3)
    assert float((noisy.scaled - run.learn.scaled).std()) == pytest.approx(0.3, abs=0.02)
    assert torch.equal(noisy.flags, run.learn.flags)
    assert torch.equal(noisy.codes, run.learn.codes)
    assert run.state.noisy(run.learn, 0.0) is run.learn


def test_input_noise_makes_a_smoother_net():
    given = problem(rows=150)
    grid = Matrix(np.tile(given.matrix.values[:1], (200, 1)), given.matrix.features)
    grid.values[:, 1] = np.linspace(-2, 2, 200)  # the column that says nothing

    def rough(noise):
        settings = replace(SMALL, epochs=60, dropout=0.0, input_noise=noise, learning_rate=0.01)
        return np.abs(np.diff(trained(settings, given).raw(grid)[:, 0], 2)).sum()

    assert rough(1.0) < 0.7 * rough(0.0)


def test_batch_norm_evens_a_batch_and_remembers():
    run = run_of(replace(SMALL, norm="batch"), problem())
    before = {name: each.clone() for name, each in run.state.seen.items()}
    run.epoch(0.0, 1.0)
    assert all(not torch.equal(before[name], run.state.seen[name]) for name in before)
    hidden = 5 + 3 * torch.randn(2, 400, 16, generator=torch.Generator().manual_seed(0))
    even = layers.evened(hidden, run.settings, 0, run.state.seen, run.state)
    assert torch.allclose(even.mean(1), torch.zeros(2, 16), atol=1e-5)
    assert torch.allclose(even.var(1, correction=0), torch.ones(2, 16), atol=1e-3)


def test_layer_norm_evens_each_row_and_remembers_nothing():
    run = run_of(replace(SMALL, norm="layer"), problem())
    assert run.state.seen == {}
    hidden = 5 + 3 * torch.randn(2, 40, 16, generator=torch.Generator().manual_seed(0))
    even = layers.evened(hidden, run.settings, 0, {}, None)
    assert torch.allclose(even.mean(2), torch.zeros(2, 40), atol=1e-5)


def test_label_smoothing_pulls_probabilities_in():
    given = problem(rows=600, signal=6.0)
    settings = replace(SMALL, epochs=25, learning_rate=0.01)
    sure, soft = (trained(replace(settings, label_smoothing=s), given) for s in (0.0, 0.3))
    assert np.abs(soft.raw(given.matrix)).max() < 0.6 * np.abs(sure.raw(given.matrix)).max()


def test_averaging_follows_the_weights_slowly():
    run = run_of(replace(SMALL, averaging=0.9), problem())
    start = run.averaged["weight_0"].clone()
    run.epoch(0.0, 0.5)
    now, mean = run.weights["weight_0"].detach(), run.averaged["weight_0"]
    assert 0 < float((mean - start).abs().sum()) < float((now - start).abs().sum())
    last = run_of(replace(SMALL, averaging=0.0), problem())
    last.epoch(0.0, 0.5)
    assert torch.equal(last.averaged["weight_0"], last.weights["weight_0"].detach())


def test_the_schedules():
    steps = np.linspace(0, 1, 101)
    cosine = [fit.rate("cosine", done) for done in steps]
    cycle = [fit.rate("one-cycle", done) for done in steps]
    assert {fit.rate("constant", done) for done in steps} == {1.0}
    assert cosine[0] == 1 and cosine[-1] == 0 and (np.diff(cosine) <= 0).all()
    assert cycle[0] == cycle[-1] == 0 and steps[int(np.argmax(cycle))] == pytest.approx(0.3)


def test_members_are_trained_apart_and_averaged():
    given = problem(rows=300)
    net = trained(replace(SMALL, members=3), given)
    assert net.arrays["weight_0"].shape[0] == 3
    alone = [
        replace(net, arrays={name: each[[k]] for name, each in net.arrays.items()}).raw(
            given.matrix
        )
        for k in range(3)
    ]
    assert not np.allclose(alone[0], alone[1], atol=1e-3)
    assert np.allclose(np.mean(alone, axis=0), net.raw(given.matrix))


@pytest.mark.parametrize(("layers", "width"), [(0, 8), (1, 5), (3, 7)])
def test_layers_and_width_are_what_was_asked(layers, width):
    net = trained(replace(SMALL, layers=layers, width=width), epochs=1)
    assert [net.arrays[f"bias_{k}"].shape[2] for k in range(layers + 1)] == [*layers * [width], 1]


def test_no_layer_is_a_linear_model():
    given = problem(rows=300)
    net = trained(replace(SMALL, layers=0, numeric="plain"), given)
    rows = np.zeros((3, 3))
    rows[:, 1] = 0.1, 0.2, 0.3
    near = net.raw(Matrix(rows * 1e-3, given.matrix.features))[:, 0]
    assert near[2] - near[1] == pytest.approx(near[1] - near[0], rel=1e-3)


def test_numeric_embeddings_bend_where_one_layer_cannot():
    rng = np.random.default_rng(0)
    x = rng.uniform(-2, 2, 1500)
    y = np.sign(np.sin(6 * x))
    given = Problem(Matrix(x[:, None], (Feature("x"),)), y, np.ones(1500), Task.REGRESSION, 0)
    settings = replace(SMALL, layers=1, bins=24, periodic_scale=1.0, learning_rate=0.02)
    loss = {
        numeric: given.loss(trained(replace(settings, numeric=numeric), given).raw(given.matrix))
        for numeric in ("plain", "piecewise", "periodic")
    }
    assert loss["piecewise"] < 0.5 * loss["plain"]
    assert loss["periodic"] < 0.8 * loss["plain"]


def test_wide_categories_are_embedded_and_narrow_ones_are_one_hot():
    given = levelled()
    inputs = learn_inputs(given.matrix, SMALL)
    assert (inputs.hot.tolist(), inputs.hot_levels.tolist()) == ([2], [4])
    assert (inputs.coded.tolist(), inputs.coded_levels.tolist()) == ([3], [21])
    net = trained(replace(SMALL, epochs=25, learning_rate=0.01), given)
    assert net.arrays["levels_0"].shape == (21, SMALL.category_width)
    rows = given.matrix.take(np.zeros(20, int))
    rows.values[:, 3] = np.arange(20)
    speaks = net.raw(rows)[:, 0]
    assert speaks[::2].min() > speaks[1::2].max()


# What the net reads.


def test_numbers_are_scaled_holes_flagged_and_far_ones_drawn_in():
    values = np.array([0.0, 1.0, 2.0, np.nan, 1e90, *np.linspace(1, 2, 20)])[:, None]
    matrix = Matrix(values, (Feature("x"),))
    inputs = learn_inputs(matrix, replace(SMALL, numeric="plain"))
    scaled = inputs.scaled(matrix)[:, 0]
    assert inputs.centre[0] == pytest.approx(1.5, abs=0.05)
    assert scaled[3] == 0 and 2.9 < scaled[4] <= 3 and (np.diff(scaled[:3]) > 0).all()
    assert inputs.flags(matrix)[:5, 0].tolist() == [0, 0, 0, 1, 0]


def test_bins_are_filled_one_after_another():
    matrix = Matrix(np.arange(101.0)[:, None], (Feature("x"),))
    inputs = learn_inputs(matrix, replace(SMALL, bins=4))
    filled = inputs.bins(inputs.scaled(matrix))
    assert filled.shape == (101, 4)
    assert filled[0].tolist() == [0, 0, 0, 0] and np.allclose(filled[100], 1)
    assert np.allclose(filled[50], [1, 1, 0, 0]) and 0 < filled[60, 2] < 1


def test_a_number_of_one_value_or_none_needs_no_bins():
    matrix = Matrix(
        np.column_stack([np.ones(50), np.full(50, np.nan)]), (Feature("a"), Feature("b"))
    )
    inputs = learn_inputs(matrix, SMALL)
    assert len(inputs.bin_number) == 0
    assert (inputs.scaled(matrix) == 0).all()
    assert np.isnan(usual_row(matrix)[1])


def test_codes_that_are_none_count_as_holes():
    matrix = Matrix(
        np.array([[0.0], [19.0], [np.nan], [77.0], [-1.0]]), (Feature("m", "", ("a",) * 20),)
    )
    assert learn_inputs(matrix, SMALL).codes(matrix)[:, 0].tolist() == [0, 19, 20, 20, 20]


# Reasons.


def test_contributions_are_the_shapley_values_where_two_features_act_together():
    net = trained(replace(SMALL, layers=0, numeric="plain"))
    given = problem(rows=50)
    added = net.contributions(given.matrix)
    alone = np.zeros_like(added)
    usual = np.tile(net.usual, (50, 1))
    start = net.raw(Matrix(usual, given.matrix.features))
    for feature in range(3):
        rows = usual.copy()
        rows[:, feature] = given.matrix.values[:, feature]
        alone[:, :, feature] = net.raw(Matrix(rows, given.matrix.features)) - start
    assert np.allclose(added, alone, atol=1e-9)  # an additive model: each adds what it adds alone


def test_contributions_of_many_features_still_add_up():
    given = levelled()
    net = trained(SMALL, given)
    rest = net.raw(given.matrix) - net.contributions(given.matrix).sum(axis=2)
    assert np.allclose(rest, net.raw(Matrix(net.usual[None], given.matrix.features)), atol=1e-9)


# The recipe.


def test_it_is_on_the_shelf_and_dearer_than_trees():
    assert RECIPES["nets"].order == 8 > RECIPES["boosted"].order


def test_settings_that_cannot_be_are_refused_with_the_nearest_word():
    with pytest.raises(GardefouError, match="Did you mean 'adam' or 'adamw'"):
        Settings(optimiser="adamv")
    with pytest.raises(GardefouError, match="number from 0 to"):
        Settings(dropout=1.0)
    with pytest.raises(GardefouError, match="learning_rate"):
        Settings(learning_rate=float("nan"))


def test_it_says_what_it_cannot_do(monkeypatch):
    given = problem()
    recipe = RECIPES["nets"]
    assert recipe.refuses(given) == ""
    assert "direction" in recipe.refuses(replace(given, monotone={"x": "up"}))
    assert "too long" in nets_recipe(Settings(width=4096, layers=20, epochs=1000)).refuses(given)
    monkeypatch.setattr("gardefou.learners.recipes.nets.find_spec", lambda _: None)
    assert "gardefou[nets]" in recipe.refuses(given)


def test_an_allowance_makes_it_do_less():
    given = replace(problem(), allowance=price.LOADING + 0.02)
    plan = price.plan(given, None, SMALL)
    free = price.plan(problem(), None, SMALL)
    assert 1 <= plan.epochs < free.epochs == SMALL.epochs
    assert price.plan(given, {"epochs": 4.0, "planned": 6.0}, SMALL).epochs == 4
    fitted = nets_recipe(SMALL).fit(given, problem(seed=1), None)
    assert fitted.setting["planned"] == plan.epochs


def test_the_guard_stops_when_the_seconds_are_spent():
    short = replace(problem(), allowance=-1.0)
    done = fit.train(short, problem(seed=1), SMALL, price.Plan(50, 50))
    assert len(done.course.at) == 2


def test_more_rows_columns_and_classes_cost_more():
    small, large = problem(rows=500), problem(rows=5000)
    settings = usual_settings(500)
    assert price.seconds(small, settings) < price.seconds(large, settings)
    wider = replace(settings, width=2 * settings.width)
    assert price.seconds(small, settings) < price.seconds(small, wider)


def test_a_gpu_is_taken_where_there_is_one(monkeypatch):
    assert fit.device_of(replace(SMALL, device="cpu")).type == "cpu"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert fit.device_of(replace(SMALL, device="auto")).type == "cuda"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert fit.device_of(replace(SMALL, device="auto")).type == "cpu"


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU")
def test_a_gpu_comes_to_the_same_result():
    given = problem()
    on_cpu, on_gpu = (trained(replace(SMALL, device=d), given) for d in ("cpu", "cuda"))
    assert np.abs(on_cpu.raw(given.matrix) - on_gpu.raw(given.matrix)).max() < 1e-2


# The bundle.


def test_an_answer_from_plain_arrays_needs_no_torch(tmp_path):
    fitted = nets_recipe(SMALL).fit(levelled(), levelled(seed=1), None)
    packed = fitted.pack()
    assert {each.dtype.str for each in packed.arrays.values()} <= {"<f4", "<f8", "<i8"}
    np.savez(tmp_path / "net.npz", values=levelled().matrix.values, **packed.arrays)
    code = f"""
import sys
import numpy as np
sys.modules["torch"] = None
from gardefou.learners.encode import Feature, Matrix
from gardefou.learners.recipe import Packed
from gardefou.learners.recipes.nets import NETS
kept = dict(np.load({str(tmp_path / "net.npz")!r}))
values = kept.pop("values")
fitted = NETS.unpack(Packed({dict(packed.meta)!r}, kept))
matrix = Matrix(values, tuple(Feature(name) for name in "xhnm"))
print(repr(float(fitted.raw(matrix).sum())), fitted.contributions(matrix.take(slice(0, 5))).shape)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    total, _, shape = done.stdout.partition(" ")
    assert float(total) == pytest.approx(float(fitted.raw(levelled().matrix).sum()), rel=1e-9)
    assert shape.strip() == "(5, 1, 4)"


def changed(name, change):
    net = trained(replace(SMALL, numeric="periodic", norm="layer"), levelled(), epochs=1)
    meta, arrays = plain_net(net)
    if name in meta:
        meta[name] = change(meta[name])
    else:
        arrays[name] = change(arrays[name])
    return meta, arrays


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("layers", lambda layers: layers + 1),
        ("layers", lambda _: 10**9),
        ("layers", lambda _: "many"),
        ("activation", lambda _: "eval"),
        ("usual", lambda a: a[:2]),
        ("usual", lambda a: a[None]),
        ("inputs numbers", lambda a: a + 100),
        ("inputs numbers", lambda a: -a - 1),
        ("inputs numbers", lambda a: a.astype(float)),
        ("inputs hot_levels", lambda a: a + 10**12),
        ("inputs hot_levels", lambda a: a - 1),
        ("inputs coded_levels", lambda a: a + 1),
        ("inputs scale", lambda a: 0 * a),
        ("inputs scale", lambda a: a * np.nan),
        ("inputs centre", lambda a: a[:1]),
        ("weights weight_1", lambda a: a[:, :-1]),
        ("weights weight_0", lambda a: a * np.inf),
        ("weights weight_0", lambda a: a.astype("int32")),
        ("weights bias_0", lambda a: a[:1]),
        ("weights gain_0", lambda a: a[..., :1]),
        ("weights levels_0", lambda a: a[:5]),
        ("weights mix", lambda a: a[:1]),
        ("weights phase", lambda a: a[:, :1]),
    ],
)
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
def test_a_changed_net_is_refused(name, change):
    with pytest.raises((ValueError, KeyError)):
        net_of(*changed(name, change))


def test_a_missing_part_is_refused():
    meta, arrays = plain_net(trained(SMALL, levelled(), epochs=1))
    for name in arrays:
        if name.startswith("weights "):
            with pytest.raises((KeyError, ValueError)):
                net_of(meta, {key: each for key, each in arrays.items() if key != name})


def test_a_model_without_any_net_is_refused():
    with pytest.raises(ValueError):
        RECIPES["nets"].unpack(Packed({"nets": []}))
