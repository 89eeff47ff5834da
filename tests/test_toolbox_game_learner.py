"""Generated from nbs/toolbox/game_learner.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.game_learner import (
    CancelStepException, Checkpoint, Compile, DataLoaders, DecoupledAdam, EMA, Finite, GameLearner, GameLog, GameRecorder, GradientAccumulation,
    KEEPERS, L, Learner, NoLoss, OnePlayer, OptimWrapper, Path, Penalty, PlayersOptimizer, ProgressCallback, Record, Recorder, SampleGrid,
    SuggestionMethod, UserError, _do_epoch_validate, _do_fit, _do_one_batch, _own_callbacks, _split, after_round, all_batches, answer, as_pictures,
    atomic, average_gradients, averaged, backward, batch_type, buffers_kept, buffers_of, check, check_callbacks, check_players, check_terms,
    clear_gradients, collect_logits, contextlib, copy, copy_from_first, create_opt, deepcopy, evaluating, export, fingerprint, fit, freeze, freeze_to,
    losses_of, lr_find, moved, named_batch, networks_of, nn, noop, only, parameters_of, partial, play_in_parts, players, players_adam, plot_game, plt,
    predict, ranks, rng_state, role_of, set_rng_state, show_results, show_rows, step, tell_game, tempfile, to_fp32, torch, unfreeze, untouched,
    without)


@cells.setup
def _cell_b5c2b7da():
    'nbs/toolbox/game_learner.ipynb #b5c2b7da'
    global ExceptionExpected, plot_style, test_eq
    from fastcore.test import ExceptionExpected, test_eq

    from gan_course.core import plot_style

    plot_style()


@cells.test
def test_a_player_may_be_a_network_or_several_in_lists_and_dicts():
    'nbs/toolbox/game_learner.ipynb #0d71cd8d'
    global a, b, c, names
    a, b, c = (nn.Linear(2, 2) for _ in range(3))
    test_eq(networks_of([a, dict(x=b, y=[c])]), [a, b, c])
    test_eq(len(parameters_of([a, a, b])), 4)
    names = 'critic', 'critics', 'critic_a', 'gen', 'encoder'
    test_eq([role_of(o) for o in names], ['critic']*3 + ['generator']*2)


@cells.test
def test_buffers_come_back_values_and_all():
    'nbs/toolbox/game_learner.ipynb #1d5ef37b'
    global before, norm
    norm = nn.BatchNorm1d(2)
    before = fingerprint(norm)
    with buffers_kept(buffers_of(norm)):
        norm(torch.randn(8, 2))
    test_eq(moved(before, norm), 0.)
    norm(torch.randn(8, 2))
    assert moved(before, norm) > 0


@cells.test
def test_a_fingerprint_notices_one_bit_and_numbers_that_are_none():
    'nbs/toolbox/game_learner.ipynb #32c39fca'
    global before, net
    net = nn.Linear(2, 2)
    before = fingerprint(net)
    net.weight.data[0, 0] = torch.nextafter(net.weight.data[0, 0], torch.tensor(9.))
    assert 0 < moved(before, net) < 1e-6
    net.weight.data[0, 0] = float('nan')
    test_eq(moved(before, net), float('inf'))
    test_eq(moved(fingerprint(net), net), 0.)


@cells.test
def test_what_leaves_is_gone_however_deep_it_lies_and_the_original_is_whole():
    'nbs/toolbox/game_learner.ipynb #679302e5'
    global leaves, net, small
    net = nn.ModuleDict(dict(gen=a, critics=nn.ModuleDict(dict(one=nn.ModuleList([b]), two=c))))
    small = without(net, {id(b), id(c)})
    def leaves(net): return [type(m).__name__ for m in net.modules() if not list(m.children())]
    test_eq(leaves(small), ['Linear', 'Identity', 'Identity'])
    test_eq(leaves(net), ['Linear']*3)
    with ExceptionExpected(UserError, regex="a game has no single loss"): NoLoss()(1, 2)
